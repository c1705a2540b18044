#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The drive feels the recipe: each shipped one is pressed, judged by the claims, and
# played by a drive that certifies clusters all over it.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"
twin=$O/nfod-twin
clusters=400

cases='pc_reference_reads_well mo_reference_is_read mo_light_is_read
first_surface_reads_well
first_surface_wants_its_head no_polish_touches_the_lens thick_film_loses_the_gap_signal
hot_bake_runs_out wrong_step_reads_badly ideal_fidelity_sees_no_flaw
damaged_section_is_refused pressed_disc_replays'

# Press a shipped recipe and certify the disc: disc.nfm, drive.json.
try() {
	recipe=$1
	shift
	"$press" make "$recipe" -o disc.nfm --seed 1 --force
	"$O/tests/twin/certify" $clusters disc.nfm "$@" >drive.json
	cat drive.json
}

# A Python expression over what the drive says must hold.
holds() {
	python3 - "$1" "${2:-drive.json}" <<'END'
import json, sys

drive = json.load(open(sys.argv[2]))
medium, fault = drive["medium"]["state"], drive["fault"]
flight, reading, certify = drive["flight"], drive["reading"], drive["certify"]
refusal = flight["refusal"]
if not eval(sys.argv[1]):
    sys.exit("does not hold: " + sys.argv[1])
END
}

# Each of these claims fails by itself on the disc, and check says so.
claims_fail() {
	code=0
	"$press" check --json disc.nfm >claims.json || code=$?
	[ $code -eq 3 ]
	python3 - "$@" <<'END'
import json, sys

claims = {claim["claim"]: claim for claim in json.load(open("claims.json"))["claims"]}
for number in map(int, sys.argv[1:]):
    if claims[number]["own"] != "FAILS":
        sys.exit("claim %d: %s" % (number, claims[number]))
END
}

# RATE RECIPE [TWIN-OPTION...]: all comes back, with fewer symbol errors than that.
reads_below() {
	rate=$1
	shift
	try "$@"
	holds 'medium == "ready" and fault == "none"'
	holds 'certify["write_errors"] == certify["read_errors"] == certify["wrong"] == 0'
	holds 'reading["contacts"] == 0 and reading["sectors_lost"] == 0'
	holds "reading['error_rate'] < $rate and reading['symbols'] > 3e7"
	holds 'all(flight[side]["slope_ppm_nm"] > 7000 for side in ("groove", "land"))'
}

reads_well() {
	reads_below 2e-4 "$@"
	holds 'reading["judgement"].endswith("good")'
}

pc_reference_reads_well() {
	reads_well pc-reference
	# Scattered clusters have no neighbours: hardly an error.
	holds 'flight["rejects"] == [] and reading["corrected"] > 0'
}

# Magneto-optical grooves miss the aim of 2e-4, those written by light by far.
mo_reference_is_read() {
	reads_below 2e-3 mo-reference
	holds 'drive["medium"]["recording"] == "magneto-optical"'
}

mo_light_is_read() {
	reads_below 1e-2 mo-light
	"$press" info disc.nfm | grep -q 'written by light'
}

first_surface_reads_well() {
	reads_well first-surface-na170 --na 1.70
}

first_surface_wants_its_head() {
	try first-surface-na170 --na 1.50
	holds 'medium == "fault" and fault == "disc made for another numerical aperture"'
	holds 'refusal["words"] == "disc is for NA 1.70, head has 1.50"'
	holds 'reading["contacts"] == 0'
}

# Some 1.6 bumps per cm2 are higher than 17 nm; each cluster sweeps 1.7 mm2.
no_polish_touches_the_lens() {
	try spoiled-no-polish
	claims_fail 1 12 19 21
	holds 'medium == "ready" and "protrusions" in flight["rejects"]'
	holds '10 <= reading["contacts"] <= 200'
	# What a lift cuts short is written elsewhere.
	holds 'certify["write_errors"] == certify["read_errors"] == certify["wrong"] == 0'
	holds '4 <= certify["defects"] <= 60'
	holds 'reading["judgement"] == "the disc touches the lens: take it out"'
}

thick_film_loses_the_gap_signal() {
	try spoiled-thick-film --na 1.70
	claims_fail 8 9 10 27 28
	holds 'medium == "fault" and fault == "gap signal cannot hold the head"'
	holds 'refusal["figure"] > refusal["limit"] and "gap would err by" in refusal["words"]'
	cp drive.json thick.json
	# A third of the slope that the same disc has with a thin film.
	try first-surface-na170 --na 1.70
	thin=$(python3 -c 'import json
print(json.load(open("drive.json"))["flight"]["groove"]["stated_ppm_nm"])')
	holds "flight['groove']['stated_ppm_nm'] < $thin / 3" thick.json
}

hot_bake_runs_out() {
	try spoiled-hot-bake
	claims_fail 4 5 24 25
	holds 'medium == "fault" and fault == "disc runs out of plane too far"'
	holds 'refusal["figure"] == flight["runout_nm"] > 2 * refusal["limit"]'
	# Refused from afar: nothing has been read.
	holds 'reading["symbols"] == 0 and reading["contacts"] == 0'
}

# A good disc's errors, and more than ten times as many with a step 20 nm off.
wrong_step_reads_badly() {
	try pc-reference
	SERVO_DISCS=. "$O/tests/twin/beside" disc.nfm >good.json
	try spoiled-step
	SERVO_DISCS=. "$O/tests/twin/beside" disc.nfm >bad.json
	cat good.json bad.json
	claims_fail 13 30
	holds 'medium == "ready" and "crosstalk" in flight["rejects"]'
	holds 'reading["judgement"].startswith("crosstalk high, ")'
	python3 - <<'END'
import json

good, bad = (json.load(open(name)) for name in ("good.json", "bad.json"))
assert max(good.values()) < 2e-4, good
assert bad["groove"] > 1e-2, bad
END
	holds 'certify["wrong"] == 0'
}

ideal_fidelity_sees_no_flaw() {
	try spoiled-no-polish --fidelity ideal
	holds 'medium == "ready" and reading["contacts"] == 0 and reading["corrected"] == 0'
	holds 'certify["write_errors"] == certify["read_errors"] == certify["wrong"] == 0'
}

# The first byte behind the header belongs to a section.
damaged_section_is_refused() {
	"$press" make spoiled-no-polish -o disc.nfm --seed 1 --quick
	offset=$(python3 -c '
import struct
header = open("disc.nfm", "rb").read(4096)
table = [struct.unpack_from("<IIIIQ", header, 88 + 24 * n) for n in range(32)]
print(next(offset for kind, _, _, _, offset in table if kind == 6))')
	printf 'x' | dd of=disc.nfm bs=1 seek="$offset" conv=notrunc status=none
	code=0
	timeout 20 "$twin" --usbredir s disc.nfm 2>err || code=$?
	cat err
	[ $code -eq 1 ]
	grep -q 'section protrusion is damaged' err
}

# All chance is in the log: contacts and errors come again, to the byte. Another live run would
# have other idle times, which are the host's, and in them other upkeep.
pressed_disc_replays() {
	try spoiled-no-polish --log "$PWD/log" --seed 7
	holds 'reading["contacts"] > 0 and reading["corrected"] > 0'
	rm disc.nfm
	"$twin" --replay log
}

run_cases "$@"
