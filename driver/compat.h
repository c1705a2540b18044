/* SPDX-License-Identifier: GPL-2.0-only */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The one place that knows kernels apart, by what they have. The driver is
 * written against the newest one; older ones are made to look like it.
 */
#ifndef NFOD_COMPAT_H
#define NFOD_COMPAT_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>

/* Up to 6.4, block devices are opened by file modes, and closed with one. */
#ifndef BLK_OPEN_WRITE
#define blk_mode_t fmode_t
#define BLK_OPEN_WRITE FMODE_WRITE
#define BLK_OPEN_NDELAY FMODE_NDELAY
#define NFOD_OPEN_BY_BDEV
#endif

int nfod_open(struct gendisk *disk, blk_mode_t mode);
void nfod_release(struct gendisk *disk);

#ifdef NFOD_OPEN_BY_BDEV

static inline int nfod_fops_open(struct block_device *bdev, fmode_t mode)
{
	return nfod_open(bdev->bd_disk, mode);
}

static inline void nfod_fops_release(struct gendisk *disk, fmode_t mode)
{
	nfod_release(disk);
}

static inline void nfod_force_media_change(struct gendisk *disk)
{
	disk_force_media_change(disk, DISK_EVENT_MEDIA_CHANGE);
}

#else

#define nfod_fops_open nfod_open
#define nfod_fops_release nfod_release

static inline void nfod_force_media_change(struct gendisk *disk)
{
	disk_force_media_change(disk);
	set_bit(GD_NEED_PART_SCAN, &disk->state);
}

#endif

/**
 * struct nfod_queue_limits - what the disk's queue is told
 * @max_hw_sectors: largest read or write, in sectors of 512 bytes
 * @max_segments: scatterlist entries for data
 * @dma_alignment: mask
 * @virt_boundary_mask: mask, or 0
 * @max_range_sectors: largest discard and write-zeroes
 * @block_bytes: logical and physical block
 * @io_opt: bytes in the unit of recording
 */
struct nfod_queue_limits {
	unsigned int max_hw_sectors;
	unsigned short max_segments;
	unsigned int dma_alignment;
	unsigned long virt_boundary_mask;
	unsigned int max_range_sectors;
	unsigned int block_bytes;
	unsigned int io_opt;
};

/* Up to 6.10, limits and features are set one by one. */
#ifndef BLK_FEAT_WRITE_CACHE

static inline struct gendisk *nfod_alloc_disk(struct blk_mq_tag_set *set,
					      const struct nfod_queue_limits *lim, void *data)
{
	struct gendisk *disk = blk_mq_alloc_disk(set, data);
	struct request_queue *q;

	if (IS_ERR(disk))
		return disk;
	q = disk->queue;
	blk_queue_logical_block_size(q, lim->block_bytes);
	blk_queue_physical_block_size(q, lim->block_bytes);
	blk_queue_io_min(q, lim->block_bytes);
	blk_queue_io_opt(q, lim->io_opt);
	blk_queue_max_hw_sectors(q, lim->max_hw_sectors);
	blk_queue_max_segments(q, lim->max_segments);
	blk_queue_dma_alignment(q, lim->dma_alignment);
	if (lim->virt_boundary_mask)
		blk_queue_virt_boundary(q, lim->virt_boundary_mask);
	blk_queue_max_discard_sectors(q, lim->max_range_sectors);
	q->limits.discard_granularity = lim->io_opt;
	blk_queue_max_write_zeroes_sectors(q, lim->max_range_sectors);
	blk_queue_flag_clear(QUEUE_FLAG_NONROT, q);
	blk_queue_write_cache(q, true, true);
	return disk;
}

#else

static inline struct gendisk *nfod_alloc_disk(struct blk_mq_tag_set *set,
					      const struct nfod_queue_limits *lim, void *data)
{
	struct queue_limits limits = {
		.features = BLK_FEAT_WRITE_CACHE | BLK_FEAT_FUA | BLK_FEAT_ROTATIONAL,
		.logical_block_size = lim->block_bytes,
		.physical_block_size = lim->block_bytes,
		.io_min = lim->block_bytes,
		.io_opt = lim->io_opt,
		.max_hw_sectors = lim->max_hw_sectors,
		.max_segments = lim->max_segments,
		.dma_alignment = lim->dma_alignment,
		.virt_boundary_mask = lim->virt_boundary_mask,
		.max_hw_discard_sectors = lim->max_range_sectors,
		.discard_granularity = lim->io_opt,
		.max_write_zeroes_sectors = lim->max_range_sectors,
	};

	return blk_mq_alloc_disk(set, &limits, data);
}

#endif
#endif
