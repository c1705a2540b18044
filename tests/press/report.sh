#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press report: pages and paper that are whole, readable and right.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"

cases='pages_are_whole letters_stay_on_the_picture nothing_from_elsewhere
claims_are_those_of_check pdf_has_all_pages same_disc_same_bytes other_seed_other_disc
image_and_recipe_alike spoiled_discs_look_spoiled replaces_what_is_there
too_big_a_file_leaves_nothing bad_usage'

quick() {
	"$press" report --quick "$@"
}

# Is a page XML, with every part, picture and row?
pages_are_whole() {
	for recipe in pc-reference mo-reference spoiled-no-polish; do
		quick $recipe -o $recipe.html
		python3 - $recipe.html <<'END'
import sys
import xml.etree.ElementTree as tree

page = tree.parse(sys.argv[1]).getroot()
html = '{http://www.w3.org/1999/xhtml}'
svg = '{http://www.w3.org/2000/svg}'
parts = {part.get('id'): part for part in page.iter(html + 'section')}
pictures = 'section gap crosstalk height protrusions film texture'.split()
tables = {'line': 7, 'claims': 34, 'disc': 16, 'sides': 14}
assert set(parts) == set(pictures) | set(tables), sorted(parts)
for name in pictures:
    picture = parts[name].find(f'{html}figure/{svg}svg')
    caption = parts[name].find(f'{html}figure/{html}figcaption').text
    assert len(list(picture.iter(svg + 'path'))) > 20, name
    assert len(list(picture.iter(svg + 'use'))) > 40, name
    assert picture.get('aria-label') and len(caption) > 60, name
for name, rows in tables.items():
    found = len(list(parts[name].iter(html + 'tr'))) - 1
    assert found >= rows, (name, found)
for name in 'height', 'film':
    assert parts[name].find('.//' + svg + 'image') is not None, name
ids = [element.get('id') for element in page.iter() if element.get('id')]
assert len(ids) == len(set(ids)), 'names that are not unique'
END
	done
}

# No word is cut off at a picture's edge.
letters_stay_on_the_picture() {
	for recipe in pc-reference mo-reference spoiled-thick-film spoiled-hot-bake; do
		quick $recipe -o a.html
		python3 - a.html <<'END'
import sys
import xml.etree.ElementTree as tree

svg = '{http://www.w3.org/2000/svg}'
count = 0
for picture in tree.parse(sys.argv[1]).getroot().iter(svg + 'svg'):
    _, _, width, height = map(float, picture.get('viewBox').split())
    for letter in picture.iter(svg + 'use'):
        if letter.get('x') is None:
            continue
        x, y = float(letter.get('x')), float(letter.get('y'))
        assert 0 <= x <= width - 3 and 4 <= y <= height, (picture.get('aria-label'), x, y)
        count += 1
assert count > 1000
END
	done
}

nothing_from_elsewhere() {
	quick pc-reference -o a.html
	[ "$(grep -Eo '(src|href)="[^#"][^"]{0,10}' a.html | sort -u)" = 'href="data:image/' ]
	[ "$(grep -Eo 'https?://[^"]*' a.html | sort -u | grep -vc '^http://www.w3.org/')" -eq 0 ]
	! grep -q '<script' a.html
}

claims_are_those_of_check() {
	for recipe in pc-reference mo-reference spoiled-hot-bake; do
		quick $recipe -o a.html
		"$press" check --quick --json $recipe >claims.json || [ $? -eq 3 ]
		python3 - <<'END'
import json
import xml.etree.ElementTree as tree

html = '{http://www.w3.org/1999/xhtml}'
page = tree.parse('a.html').getroot()
claims = json.load(open('claims.json'))['claims']
table = next(part for part in page.iter(html + 'section') if part.get('id') == 'claims')
rows = [[cell.text or '' for cell in row] for row in table.iter(html + 'tr')][1:]
assert len(rows) == len(claims) == 34
for row, claim in zip(rows, claims):
    assert int(row[0]) == claim['claim'] and row[1] == claim['title']
    assert row[2].split(' (')[0].replace(' ', '') == claim['verdict'], (row, claim)
    assert row[3] == claim['figure'] and row[4] == claim['limit']
END
	done
}

pdf_has_all_pages() {
	for recipe in pc-reference mo-reference spoiled-step; do
		quick $recipe -o a.pdf
		python3 - <<'END'
import re

paper = open('a.pdf', 'rb').read()
assert paper.startswith(b'%PDF-1.') and paper.rstrip().endswith(b'%%EOF')
assert len(re.findall(rb'/Type /Page\b', paper)) == 11
assert re.search(rb'/CreationDate \((D:)?19700101000000', paper)
END
	done
}

same_disc_same_bytes() {
	for suffix in html pdf; do
		quick pc-reference --seed 5 -o a.$suffix
		quick pc-reference --seed 5 -o b.$suffix
		cmp a.$suffix b.$suffix
	done
}

other_seed_other_disc() {
	quick pc-reference -o a.html
	quick pc-reference --seed 1 -o b.html
	quick pc-reference --seed 2 -o c.html
	cmp a.html b.html
	! cmp -s a.html c.html
}

image_and_recipe_alike() {
	"$press" make pc-reference --seed 7 -o a.nfm >made
	"$press" report a.nfm -o a.html
	"$press" report pc-reference --seed 7 -o b.html
	# A lead-in has crosstalk to 0.01 dB: the marks in that picture may move by a hair.
	sed -i '/<section id="crosstalk">/,/<\/section>/d' a.html b.html
	cmp a.html b.html
	grep -q '<section id="gap">' a.html
}

# What the recipe spoilt is what the page says.
spoiled_discs_look_spoiled() {
	quick spoiled-no-polish -o a.html
	grep -q 'Inspection: rejected: .*protrusions' a.html
	grep -q 'left out' a.html
	quick spoiled-hot-bake -o a.html
	grep -q 'Inspection: rejected: .*run-out' a.html
	quick spoiled-thick-film -o a.html
	grep -q 'Inspection: rejected: .*gap signal too flat' a.html
	quick spoiled-step -o a.html
	grep -q 'Inspection: rejected: .*too much crosstalk' a.html
	quick pc-reference -o a.html
	grep -q 'Inspection: passed' a.html
}

replaces_what_is_there() {
	echo old >a.html
	quick pc-reference -o a.html
	[ "$(stat -c %s a.html)" -gt 100000 ]
}

too_big_a_file_leaves_nothing() {
	echo precious >a.pdf
	for suffix in html pdf; do
		refuses "a.$suffix" sh -c "trap '' XFSZ; ulimit -f 64
			exec '$press' report pc-reference --quick -o a.$suffix"
	done
	[ "$(cat a.pdf)" = precious ]
	[ "$(ls)" = "$(printf 'a.pdf\nerr\nout')" ]
}

bad_usage() {
	refuses 'needs one recipe or disc image' quick -o a.html
	refuses 'needs one recipe or disc image' quick pc-reference mo-reference -o a.html
	refuses 'needs -o FILE' quick pc-reference
	refuses 'name the file .html or .pdf: a.txt' quick pc-reference -o a.txt
	refuses 'name the file .html or .pdf: html' quick pc-reference -o html
	refuses 'bad value: x' quick pc-reference --seed x -o a.html
	refuses '--fast' quick pc-reference --fast -o a.html
	refuses 'Not a directory' quick pc-reference -o /dev/null/a.html
	refuses 'No such file' quick nowhere.nfm -o a.html
	"$press" blank -o blank.nfm --size 1M --seed 1
	truncate -s 5000 blank.nfm
	refuses 'truncated' quick blank.nfm -o a.html
	"$press" report --help | grep -q '^usage: nfod-press report'
	[ "$(ls)" = "$(printf 'blank.nfm\nerr\nout')" ]
}

run_cases "$@"
