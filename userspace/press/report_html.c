// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The report as one page of HTML, which is XML as well; pictures are SVG within it.
 */
#include <cairo-svg.h>
#include <stdlib.h>
#include <string.h>

#include "press/report.h"

static const char style[] =
	"body{font-family:sans-serif;color:#141414;background:#fff;max-width:62rem;"
	"margin:2rem auto;padding:0 1rem;line-height:1.45}"
	"h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}"
	"figure{margin:1rem 0}svg{width:100%;height:auto}"
	"figcaption,p{max-width:54rem}"
	".wide{overflow-x:auto}"
	"table{border-collapse:collapse;font-size:.86rem}"
	"th,td{padding:.2rem .6rem;border-bottom:1px solid #d8d8d8;text-align:left;"
	"vertical-align:top}"
	"th{border-bottom:2px solid #141414}"
	".r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
	".fails td{background:#fbe3d4}";

static void put_escaped(FILE *file, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			fputc(*text, file);
		}
	}
}

static void put_element(FILE *file, const char *name, const char *text)
{
	fprintf(file, "<%s>", name);
	put_escaped(file, text);
	fprintf(file, "</%s>\n", name);
}

/**
 * struct buffer - bytes that cairo has written
 * @short_of_memory: some are missing
 */
struct buffer {
	char *text;
	size_t bytes;
	bool short_of_memory;
};

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned int length)
{
	struct buffer *buffer = closure;
	char *grown = realloc(buffer->text, buffer->bytes + length + 1);

	if (!grown) {
		buffer->short_of_memory = true;
		return CAIRO_STATUS_NO_MEMORY;
	}
	memcpy(grown + buffer->bytes, data, length);
	buffer->text = grown;
	buffer->bytes += length;
	buffer->text[buffer->bytes] = 0;
	return CAIRO_STATUS_SUCCESS;
}

static void render(const struct report *report, const struct report_part *part,
		   struct buffer *buffer)
{
	cairo_surface_t *surface =
		cairo_svg_surface_create_for_stream(take_bytes, buffer, part->width, part->height);
	cairo_t *cr = cairo_create(surface);

	part->draw(report, cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		buffer->short_of_memory = true;
	cairo_surface_destroy(surface);
}

/*
 * Names are unique in one SVG, but several stand in this page: the part's name goes in
 * front of each.
 */
static void put_with_names(FILE *file, const char *svg, const char *part)
{
	static const char *const names[] = { " id=\"", "href=\"#", "url(#" };
	const char *next, *found;
	size_t length;

	for (;; svg = next + length) {
		next = NULL;
		length = 0;
		for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
			found = strstr(svg, names[n]);
			if (found && (!next || found < next)) {
				next = found;
				length = strlen(names[n]);
			}
		}
		if (!next)
			break;
		fwrite(svg, 1, (size_t)(next - svg) + length, file);
		fprintf(file, "%s-", part);
	}
	fputs(svg, file);
}

static int put_picture(FILE *file, const struct report *report, const struct report_part *part)
{
	struct buffer buffer = { .text = NULL };
	const char *svg;

	render(report, part, &buffer);
	/* Behind the XML declaration, which only a file's head may have. */
	svg = buffer.text && !buffer.short_of_memory ? strstr(buffer.text, "<svg ") : NULL;
	if (svg) {
		fputs("<svg role=\"img\" aria-label=\"", file);
		put_escaped(file, part->title);
		fputs("\" ", file);
		put_with_names(file, svg + strlen("<svg "), part->name);
	}
	free(buffer.text);
	return svg ? 0 : -1;
}

static int put_figure(FILE *file, const struct report *report, const struct report_part *part,
		      const char *caption)
{
	int result;

	fprintf(file, "<figure>\n");
	result = put_picture(file, report, part);
	put_element(file, "figcaption", caption);
	fprintf(file, "</figure>\n");
	return result;
}

static void put_row(FILE *file, const struct report_table *table, unsigned int row)
{
	bool fails = false;

	for (unsigned int n = 0; n < table->columns; n++)
		fails |= !strncmp(table->cell[row][n], "FAILS", 5);
	fprintf(file, fails ? "<tr class=\"fails\">" : "<tr>");
	for (unsigned int n = 0; n < table->columns; n++) {
		fprintf(file, table->right[n] ? "<td class=\"r\">" : "<td>");
		put_escaped(file, table->cell[row][n]);
		fprintf(file, "</td>");
	}
	fprintf(file, "</tr>\n");
}

static void put_table(FILE *file, const struct report *report, const struct report_part *part,
		      const char *caption)
{
	struct report_table table;

	part->fill(report, &table);
	put_element(file, "p", caption);
	fprintf(file, "<div class=\"wide\"><table>\n<thead><tr>");
	for (unsigned int n = 0; n < table.columns; n++) {
		fprintf(file, table.right[n] ? "<th class=\"r\">" : "<th>");
		put_escaped(file, table.head[n]);
		fprintf(file, "</th>");
	}
	fprintf(file, "</tr></thead>\n<tbody>\n");
	for (unsigned int row = 0; row < table.rows; row++)
		put_row(file, &table, row);
	fprintf(file, "</tbody></table></div>\n");
}

static int put_part(FILE *file, const struct report *report, const struct report_part *part)
{
	char caption[REPORT_CAPTION];
	int result = 0;

	part->caption(report, caption, sizeof(caption));
	fprintf(file, "<section id=\"%s\">\n", part->name);
	put_element(file, "h2", part->title);
	if (part->draw)
		result = put_figure(file, report, part, caption);
	else
		put_table(file, report, part, caption);
	fprintf(file, "</section>\n");
	return result;
}

int report_html(const struct report *report, FILE *file, char *why, size_t size)
{
	char text[REPORT_CAPTION];
	int failed = 0;

	fprintf(file, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n"
		      "<head>\n<meta charset=\"utf-8\"/>\n"
		      "<meta name=\"viewport\" content=\"width=device-width\"/>\n");
	report_headline(report, text, sizeof(text));
	put_element(file, "title", text);
	fprintf(file, "<style>%s</style>\n</head>\n<body>\n", style);
	put_element(file, "h1", text);
	report_verdict(report, text, sizeof(text));
	put_element(file, "p", text);
	for (unsigned int n = 0; n < report_part_count && !failed; n++)
		failed = put_part(file, report, &report_parts[n]);
	fprintf(file, "</body>\n</html>\n");
	if (failed)
		snprintf(why, size, "no memory for the report's pictures; free some");
	return failed;
}
