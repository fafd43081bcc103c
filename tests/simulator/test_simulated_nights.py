"""A simulated night as a whole: the same again, complete, in order and clearly simulated."""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice, pairwise
from typing import cast

import numpy as np

from skyportal_like.simulator import KINDS, TDTAX_CLASS, SimulatedTransient, simulate_night
from skyportal_like.simulator.nights import MJD_EPOCH
from skyportal_like.simulator.sky import galactic_latitude, sun_vector, unit_vector

Night = tuple[SimulatedTransient, ...]
NIGHT_MJD = 61300.0


def same(one: SimulatedTransient, other: SimulatedTransient) -> bool:
    facts = ("name", "kind", "ra", "dec", "redshift", "points", "scores", "passed_at")
    images = (np.array_equal(one.cutouts[k], other.cutouts[k]) for k in ("new", "ref", "sub"))
    return all(getattr(one, fact) == getattr(other, fact) for fact in facts) and all(images)


def test_the_same_seed_gives_the_same_night(night: Night) -> None:
    again = simulate_night(seed=7, night_mjd=NIGHT_MJD + 0.4, n=60)
    assert all(same(one, other) for one, other in zip(night, again, strict=False))


def test_another_seed_or_another_day_gives_other_objects(night: Night) -> None:
    for other in (
        simulate_night(seed=8, night_mjd=NIGHT_MJD, n=50),
        simulate_night(seed=7, night_mjd=NIGHT_MJD + 1, n=50),
    ):
        objects = list(other)
        assert not {each.name for each in objects} & {each.name for each in night}
        assert not {each.ra for each in objects} & {each.ra for each in night}


def test_a_night_is_made_one_object_at_a_time() -> None:
    endless = simulate_night(seed=1, night_mjd=NIGHT_MJD, n=10**9)
    assert len(list(islice(endless, 3))) == 3


def test_names_are_unique_valid_and_say_that_they_are_simulated(night: Night) -> None:
    names = [each.name for each in night]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[0-9A-Za-z\-_.+]+", name) for name in names)
    assert all(re.fullmatch(r"SIM26[a-z]{7}", name) for name in names)


def test_every_kind_occurs_about_as_often_as_in_a_real_night(night: Night) -> None:
    share = {kind: sum(each.kind == kind for each in night) / len(night) for kind in KINDS}
    assert all(share.values())
    assert 0.24 < share["bogus"] < 0.36
    assert 0.15 < share["RR Lyrae"] + share["Eclipsing"] + share["LPV"] < 0.25
    assert 0.15 < share["Ia"] + share["II"] + share["Ib/c"] < 0.25
    assert 0.10 < share["AGN"] < 0.20


def test_every_class_is_one_of_the_taxonomy() -> None:
    with warnings.catch_warnings():
        # The package leaves the files open that it reads when it is imported.
        warnings.simplefilter("ignore", ResourceWarning)
        import tdtax

    def names(branch: dict[str, object]) -> Iterator[str]:
        yield str(branch["class"])
        for twig in cast(list[dict[str, object]], branch.get("subclasses") or []):
            yield from names(twig)

    known = set(names(tdtax.taxonomy))
    assert set(TDTAX_CLASS) == set(KINDS)
    assert {name for name in TDTAX_CLASS.values() if name is not None} <= known
    assert TDTAX_CLASS["bogus"] is None


def test_every_alert_is_a_detection_of_this_night_and_the_last_point(night: Night) -> None:
    begin = MJD_EPOCH + timedelta(days=NIGHT_MJD)
    for each in night:
        assert begin < each.passed_at < begin + timedelta(hours=13)
        assert each.passed_at.tzinfo is None
        last = each.points[-1]
        assert last.mag is not None
        since = (each.passed_at - begin) / timedelta(days=1)
        assert abs(last.mjd - NIGHT_MJD - since) < 1e-6


def test_points_are_in_order_of_time(night: Night) -> None:
    for each in night:
        assert all(a.mjd < b.mjd for a, b in pairwise(each.points))
        assert {point.band for point in each.points} <= {"ztfg", "ztfr", "ztfi"}


def test_positions_are_in_the_footprint_and_away_from_the_sun(night: Night) -> None:
    sun = np.array(sun_vector(NIGHT_MJD))
    for each in night:
        assert 0.0 <= each.ra < 360.0
        assert -28.0 <= each.dec <= 90.0
        assert np.array(unit_vector(each.ra, each.dec)) @ sun <= 0.5


def test_galaxies_keep_off_the_milky_way_and_dwarf_novae_crowd_in_it(
    of_kind: Callable[[str], Night],
) -> None:
    far = [each for kind in ("Ia", "II", "AGN", "TDE") for each in of_kind(kind)]
    assert min(abs(galactic_latitude(each.ra, each.dec)) for each in far) >= 10.0
    near = [abs(galactic_latitude(each.ra, each.dec)) for each in of_kind("CV")]
    assert np.median(near) < 10.0


def test_only_what_lies_in_other_galaxies_has_a_redshift(night: Night) -> None:
    outside = {"Ia", "II", "Ib/c", "TDE", "AGN"}
    assert all((each.redshift is not None) == (each.kind in outside) for each in night)


def test_real_bogus_scores_tell_most_but_not_all_of_the_truth(night: Night) -> None:
    scores = [(each.kind == "bogus", float(each.scores["drb"])) for each in night]
    false_alarms = np.array([drb for bogus, drb in scores if bogus])
    honest = np.array([drb for bogus, drb in scores if not bogus])
    assert np.median(false_alarms) < 0.3
    assert np.median(honest) > 0.85
    assert 0.01 < np.mean(false_alarms > 0.5) < 0.3
    assert 0.01 < np.mean(honest < 0.5) < 0.15


def test_star_likeness_and_hosts_fit_the_kind(of_kind: Callable[[str], Night]) -> None:
    stars = of_kind("RR Lyrae")
    assert all(float(each.scores["distpsnr"]) < 1.5 for each in stars)
    assert np.median([float(each.scores["sgscore"]) for each in stars]) > 0.8
    assert not any("host" in each.scores for each in stars)
    supernovae = of_kind("Ia")
    named = [each for each in supernovae if "host" in each.scores]
    assert len(named) > 0.95 * len(supernovae)
    assert max(float(each.scores["host_offset"]) for each in of_kind("TDE")) < 1.0


def test_counts_and_ages_agree_with_the_points(night: Night) -> None:
    for each in night:
        seen = [point.mjd for point in each.points if point.mag is not None]
        assert int(each.scores["ndethist"]) >= len(seen)
        assert int(each.scores["ncovhist"]) >= len(each.points)
        assert abs(float(each.scores["age"]) - (seen[-1] - seen[0])) < 1e-3
