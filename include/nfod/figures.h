/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: figures of the reference drive
 *
 * The one home of every figure of mechanics, optics, electronics and loops. The firmware
 * designs its loops from them, the plant moves by them; a file in libconfig syntax
 * overrides any of them by name (nfod-twin --figures), for both or for the plant alone,
 * which is how a drive with a weak magnet is made. NFOD_FIGURES(X) lists
 *
 *	X(name, value, least, most, unit, meaning)
 *
 * Sources in the meaning: (d) the reference drive's data, (c) computed from them,
 * (s) published, (j) engineering judgement.
 */
#ifndef NFOD_FIGURES_H
#define NFOD_FIGURES_H

/* clang-format off */
#define NFOD_FIGURES_LOOP(X) \
	X(tick_hz, 200e3, 100e3, 400e3, "Hz", "servo ticks (d)") \
	X(delay_us, 7.5, 2.5, 20, "us", "sample to output with half a tick of hold (d)") \
	X(adc_bits, 12, 8, 24, "bit", "converters in (d)") \
	X(dac_bits, 16, 8, 24, "bit", "converters out (d)") \
	X(watchdog_us, 50, 10, 1000, "us", "hardware retracts when no tick is answered for so long (j)")

/* Gap and tracking actuators: x'' = accel (u - ...), one parasitic mode each. */
#define NFOD_FIGURES_ACTUATORS(X) \
	X(gap_resonance_hz, 40, 5, 500, "Hz", "gap actuator on its spring (d)") \
	X(gap_damping, 0.08, 0.001, 2, "1", "ditto (d)") \
	X(gap_mm_per_v, 1.0, 0.1, 10, "mm/V", "standing travel (d)") \
	X(gap_volts, 1.583, 0.1, 24, "V", "most that the driver gives: 100 m/s2 (c)") \
	X(gap_mode_hz, 25e3, 5e3, 90e3, "Hz", "parasitic mode (d)") \
	X(gap_mode_damping, 0.02, 0.001, 0.5, "1", "ditto (d)") \
	X(gap_mode_residue, 1.0, -4, 4, "1", "modal mass ratio to the rigid body (d)") \
	X(gap_neutral_um, 400, 50, 2000, "um", "without current and weight the lens is so far above a flat disc (d)") \
	X(gap_sag_um, 155, -500, 500, "um", "of this what gravity takes as the drive stands; it lies flat (d)") \
	X(gap_stop_um, 1200, 100, 5000, "um", "mechanical stop away from the disc (j)") \
	X(lens_mg, 500, 10, 1e4, "mg", "what the gap actuator moves: counts in contacts (j)") \
	X(track_resonance_hz, 40, 5, 500, "Hz", "tracking actuator (d: alike)") \
	X(track_damping, 0.08, 0.001, 2, "1", "ditto") \
	X(track_mm_per_v, 1.0, 0.1, 10, "mm/V", "ditto") \
	X(track_volts, 1.583, 0.1, 24, "V", "ditto") \
	X(track_mode_hz, 25e3, 5e3, 90e3, "Hz", "ditto") \
	X(track_mode_damping, 0.02, 0.001, 0.5, "1", "ditto") \
	X(track_mode_residue, 1.0, -4, 4, "1", "ditto") \
	X(track_field_um, 100, 10, 1000, "um", "travel to either side that the optics allow (j)") \
	X(tilt_resonance_hz, 120, 20, 1000, "Hz", "tilt actuators (j)") \
	X(tilt_damping, 0.1, 0.001, 2, "1", "ditto (j)") \
	X(tilt_mrad_per_v, 2.0, 0.1, 20, "mrad/V", "ditto (j)") \
	X(tilt_volts, 1.5, 0.1, 24, "V", "ditto (j)") \
	X(tilt_static_radial_mrad, 0.3, -5, 5, "mrad", "of the head as mounted (d: 0.5 at most)") \
	X(tilt_static_tangential_mrad, 0.2, -5, 5, "mrad", "ditto")

#define NFOD_FIGURES_MOTORS(X) \
	X(spindle_torque_mnm, 10, 0.1, 1000, "mN m", "at full drive (d)") \
	X(spindle_inertia_gcm2, 310, 1, 1e5, "g cm2", "disc, hub and rotor (c: 138 ms mean between zones)") \
	X(spindle_drag_mnm, 0.6, 0, 100, "mN m", "air and bearing at 2244 rpm, rising with speed (j)") \
	X(spindle_most_rpm, 3300, 100, 20000, "rpm", "where the motor's voltage ends (j)") \
	X(wander_axial_nm, 5, 0, 1000, "nm", "of its bearings from turn to turn, rms (j; s: hydrodynamic ones of hard discs keep 20 peak to peak)") \
	X(wander_radial_nm, 5, 0, 1000, "nm", "ditto, across the axis (j)") \
	X(wander_hz, 300, 10, 2000, "Hz", "up to which that is even (j)") \
	X(spindle_lines, 1024, 1, 1e5, "1", "encoder lines a turn, read by the time between them (j)") \
	X(sled_accel, 30, 1, 500, "m/s2", "voice coil at full drive (d)") \
	X(sled_most_m_s, 1.5, 0.05, 10, "m/s", "where its voltage ends (j)") \
	X(sled_friction_m_s2, 0.6, 0, 20, "m/s2", "dry, on its rails, per moved mass (j)") \
	X(sled_damping_hz, 1.0, 0, 100, "1/s", "viscous (j)") \
	X(sled_scale_um, 1.0, 0.01, 100, "um", "step of its position sensor (j)") \
	X(sled_inner_mm, 22.0, 10, 40, "mm", "stop (j)") \
	X(sled_outer_mm, 60.0, 40, 100, "mm", "stop (j)")

#define NFOD_FIGURES_OPTICS(X) \
	X(tip_um, 40, 5, 500, "um", "diameter of the lens's tip (d)") \
	X(ges_counts, 40000, 1000, 65000, "1", "gap signal of a quadrant far away, of 65536, by the light that is ordered (j)") \
	X(sum_counts, 30000, 1000, 65000, "1", "sum far away, ditto (j)") \
	X(laser_counts, 30000, 1000, 65000, "1", "monitor diode, ditto (j)") \
	X(ges_noise_ppm, 140, 0, 1e5, "ppm", "a quadrant's noise, rms per sample over its far value (d: .005 nm each of shot and laser noise)") \
	X(laser_noise_ppm, 60, 0, 1e5, "ppm", "what the monitor does not see, common to all, rms per sample (d)") \
	X(quadrant_spread_ppm, 10000, 0, 2e5, "ppm", "gain differences of the quadrants (j)") \
	X(pp_noise_nm, 0.12, 0, 10, "nm", "push-pull noise as off-track, rms per sample (j)") \
	X(pp_offset_nm, 3, -50, 50, "nm", "standing offset of the push-pull (j)") \
	X(stray_ppm, 1000, 0, 2e5, "ppm", "light that lens surfaces return to a quadrant, over its far value (j)") \
	X(stray_spread_ppm, 50, 0, 1e5, "ppm", "by which that differs between quadrants, rms (j)") \
	X(stray_drift_ppm_k, 10000, -1e5, 1e5, "ppm/K", "of it, with the temperature of head and laser (j)") \
	X(laser_k_mw, 2, 0, 50, "K/mW", "laser over the head, by light beyond reading's (j)") \
	X(track_jitter_nm, 2, 0, 50, "nm", "tracks beside where they ought to be as they were mastered, rms (j; s: a compact disc may show 30 of its 1600)") \
	X(track_jitter_um, 2000, 50, 1e5, "um", "shortest wavelength of that along the track: 1.4 kHz as they were mastered at 1x (j)") \
	X(focus_range_nm, 2000, 200, 2e4, "nm", "far-field S-curve, peaks at + and - this (d)") \
	X(focus_noise_nm, 10, 0, 500, "nm", "ditto, rms per sample (d)") \
	X(focus_offset_nm, 300, -2000, 2000, "nm", "focus reads zero at this gap (d: known, calibrated)") \
	X(focus_dip, 0.02, 0, 1, "1", "sum beyond the S-curve over its far value (j)") \
	X(write_scale_ppm, 10000, -2e5, 2e5, "ppm", "gap signal reads so much high at write power (d: 5 % are 1.5 nm)") \
	X(data_noise_ppm, 400, 0, 1e5, "ppm", "marks seen by the gap signal, rms per sample (j)") \
	X(gain_drift_ppm_k, 500, -1e5, 1e5, "ppm/K", "of all signals but the monitor (j)") \
	X(laser_most_uw, 8000, 100, 1e5, "uW", "on the disc (j)") \
	X(laser_life, 1.0, 0.05, 1, "1", "light left per current; the rest has aged away (j)")

#define NFOD_FIGURES_AROUND(X) \
	X(supply_v, 5.0, 3, 24, "V", "(j)") \
	X(supply_low_v, 4.2, 2, 24, "V", "below this the drive parks on what is left (j)") \
	X(hold_up_ms, 20, 0, 1000, "ms", "energy left at 5 W after the supply has gone (d)") \
	X(accel_noise_mg, 2, 0, 1000, "mg", "accelerometer, rms per sample (j)") \
	X(mount_hz, 0, 0, 500, "Hz", "rubber mounts; 0 = none (j)") \
	X(celsius_least, 0, -40, 25, "degree C", "of the head: colder it does not fly (j)") \
	X(celsius_most, 65, 30, 125, "degree C", "hotter neither (j)")

/* What the loops aim at. */
#define NFOD_FIGURES_LOOPS(X) \
	X(gap_crossover_hz, 5e3, 500, 20e3, "Hz", "gap loop (d)") \
	X(track_crossover_hz, 5e3, 500, 20e3, "Hz", "tracking loop (d: alike)") \
	X(tilt_crossover_hz, 50, 1, 500, "Hz", "tilt loops (d)") \
	X(focus_crossover_hz, 1000, 50, 5e3, "Hz", "far-field focus (j)") \
	X(far_gap_nm, 1500, 500, 5000, "nm", "held above the disc by the far-field focus (j)") \
	X(approach_um_s, 150, 10, 1000, "um/s", "(d: 50..200)") \
	X(hand_over, 0.90, 0.5, 0.99, "1", "gap signal at which the gap loop takes over (d)") \
	X(pull_in_ms, 1.0, 0.1, 50, "ms", "set-point profile from there (d)") \
	X(gap_nm, 25, 12, 100, "nm", "until the lead-in says more (d)") \
	X(seek_gap_nm, 90, 30, 200, "nm", "while crossing tracks (d: 80..100)") \
	X(gap_read_nm, 6, 1, 50, "nm", "window for reading, either way (d)") \
	X(gap_write_low_nm, 5, 1, 50, "nm", "window for writing (d)") \
	X(gap_write_high_nm, 7, 1, 50, "nm", "ditto (d)") \
	X(track_read_nm, 40, 5, 90, "nm", "off-track for reading (j)") \
	X(track_write_nm, 20, 5, 90, "nm", "and for writing (j)") \
	X(retract_gap_nm, 10, 2, 20, "nm", "below this for two samples: away (d)") \
	X(retract_ahead_us, 50, 5, 500, "us", "contact predicted within this: away (d)") \
	X(shock_g, 6.0, 0.1, 20, "g", "along the gap: more than a weak drive can follow (c: 7.6 towards the disc, 12.6 away): away") \
	X(recal_k, 5, 1, 50, "K", "calibrate again after so much (d: every few K)") \
	X(contaminated, 0.7, 0.1, 1, "1", "far-field light over the first ever: clean the lens (j)")

/* What discs are taken and how they are played; limits beyond which they are refused. */
#define NFOD_FIGURES_DISCS(X) \
	X(speed_x, 2.0, 0.2, 8, "1x", "speed at which discs are played (d)") \
	X(speed_most_x, 2.5, 0.2, 10, "1x", "up to which the channel clock follows (j)") \
	X(read_uw, 120, 10, 1000, "uW", "light on a disc that is not known yet (j)") \
	X(coil_most_oe, 250, 0, 5000, "Oe", "what the coil gives (d)") \
	X(lead_mm, 24, 15, 60, "mm", "where the lead-in is on any disc (d)") \
	X(lead_m_s, 2.82, 0.5, 20, "m/s", "1x of a disc that is not known yet (d)") \
	X(lead_clusters, 3.6, 1, 64, "1", "clusters a turn of it (d)") \
	X(na_tolerance_milli, 20, 0, 500, "1/1000", "disc's aperture off the head's (j)") \
	X(runout_most_um, 60, 1, 1000, "um", "axial, peak to peak: three times the reference disc's (j)") \
	X(gap_rms_nm, 1.0, 0.1, 10, "nm", "gap error to be expected at most (d: goal)") \
	X(gap_residue_nm, 0.1, 0, 10, "nm", "of run-out, left by a loop that learns (c: under 0.1)") \
	X(ges_budget_ppm, 244, 0, 1e5, "ppm", "noise of the gap signal in that error: shot and laser .005 nm each, 12 bits .02, at 11,500 ppm/nm (d)") \
	X(scale_budget_ppm, 50000, 0, 5e5, "ppm", "its scale between read and write power, ditto (d: 5 %)") \
	X(state_most_nm, 10, 0, 100, "nm", "gap that marks pass for (d)") \
	X(tallest_most_nm, 400, 0, 1e4, "nm", "protrusion; cleared 100 us after it was noticed (d)")

/* Times of a head that is not flown (NFOD_FE_FLIES not set), as one that is takes them. */
#define NFOD_FIGURES_TIMES(X) \
	X(seek_part, 0.857, 0.1, 1, "1", "of sled_accel, over a whole move: reserve and friction (measured: bench-service)") \
	X(sled_settle_ms, 3.33, 0, 100, "ms", "gap up, tracking catches, gap down (measured: bench-service)") \
	X(lead_turns, 0.0625, 0, 0.5, "1", "of a turn, so much before its place the head must be there (j)") \
	X(jump_settle_ms, 2.0, 0, 100, "ms", "and after a jump (measured: bench-service)") \
	X(side_change_ms, 1.0, 0, 100, "ms", "groove to land or back: sign of tracking, set point (j)") \
	X(bring_near_ms, 500, 0, 1e4, "ms", "laser, focus and gap, beside the turning disc (j)") \
	X(signal_settle_ms, 1.0, 0, 100, "ms", "before gap signals are averaged over a turn (j)")

#define NFOD_FIGURES(X) \
	NFOD_FIGURES_LOOP(X) \
	NFOD_FIGURES_ACTUATORS(X) \
	NFOD_FIGURES_MOTORS(X) \
	NFOD_FIGURES_OPTICS(X) \
	NFOD_FIGURES_AROUND(X) \
	NFOD_FIGURES_LOOPS(X) \
	NFOD_FIGURES_DISCS(X) \
	NFOD_FIGURES_TIMES(X)

#define NFOD_FIGURE_FIELD(name, value, least, most, unit, what) float name;
#define NFOD_FIGURE_VALUE(name, value, least, most, unit, what) .name = (float)(value),

/**
 * struct nfod_figures - all of them by name, in the units of the list
 */
struct nfod_figures {
	NFOD_FIGURES(NFOD_FIGURE_FIELD)
};

#define NFOD_FIGURES_REFERENCE ((struct nfod_figures){ NFOD_FIGURES(NFOD_FIGURE_VALUE) })
/* clang-format on */

/* Without current the lens hangs so far above a flat disc, um. */
static inline float nfod_lens_rest_um(const struct nfod_figures *fig)
{
	return fig->gap_neutral_um - fig->gap_sag_um;
}

#endif
