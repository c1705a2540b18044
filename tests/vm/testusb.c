// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Has the kernel's usbtest run one of its tests on a device that it is bound to, for scripts in
 * the guest.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/**
 * struct usbtest_param - as usbtest wants it
 */
struct usbtest_param {
	unsigned int test;
	unsigned int iterations;
	unsigned int length;
	unsigned int vary;
	unsigned int sglen;
	int seconds;
	int microseconds;
};

#define USBTEST_REQUEST _IOWR('U', 100, struct usbtest_param)

static int run(const char *device, struct usbtest_param *param)
{
	struct usbdevfs_ioctl order = {
		.ifno = 0,
		.ioctl_code = (int)USBTEST_REQUEST,
		.data = param,
	};
	int fd = open(device, O_RDWR);
	int ret;

	if (fd < 0)
		return -1;
	ret = ioctl(fd, USBDEVFS_IOCTL, &order);
	close(fd);
	return ret;
}

int main(int argc, char **argv)
{
	struct usbtest_param param;

	if (argc != 7) {
		puts("usage: testusb DEVICE TEST ITERATIONS LENGTH VARY SGLEN\n\n"
		     "DEVICE is a file below /dev/bus/usb; the numbers are usbtest's parameters.");
		return argc == 2 && !strcmp(argv[1], "--help") ? 0 : 2;
	}
	param = (struct usbtest_param){
		.test = (unsigned int)atoi(argv[2]),
		.iterations = (unsigned int)atoi(argv[3]),
		.length = (unsigned int)atoi(argv[4]),
		.vary = (unsigned int)atoi(argv[5]),
		.sglen = (unsigned int)atoi(argv[6]),
	};
	if (run(argv[1], &param) < 0) {
		fprintf(stderr, "testusb: %s: test %u: %s\n", argv[1], param.test, strerror(errno));
		return 1;
	}
	printf("%d.%06d s\n", param.seconds, param.microseconds);
	return 0;
}
