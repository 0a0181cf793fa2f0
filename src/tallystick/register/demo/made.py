"""Make the whole demonstration in a register that was just initialised."""

from collections.abc import Callable
from datetime import date

from tallystick.register.demo.arms import make_arms
from tallystick.register.demo.cases import make_cases
from tallystick.register.demo.counts import make_counts
from tallystick.register.demo.filings import make_filings, make_profile
from tallystick.register.demo.own import make_own
from tallystick.register.demo.papers import draw_pictures
from tallystick.register.demo.people import make_people
from tallystick.register.demo.places import make_places
from tallystick.register.demo.requests import make_requests
from tallystick.register.demo.scene import Scene
from tallystick.register.demo.upkeep import keep_order
from tallystick.register.demo.years import make_years


def make_demo(how_many: int, today: date, step: Callable[[str], None] = lambda _: None) -> Scene:
    """Fill the register that is open: places, people, holdings, three years of events, and what is under way today.

    Args:
        how_many: items registered at the beginning.
        today: the day on which the three years end.
        step: called with what is made next, to show progress.
    """
    scene = Scene(today)
    step("places")
    make_places(scene)
    step("people")
    make_people(scene)
    step("holdings")
    make_arms(scene, how_many)
    step("three years")
    make_years(scene)
    step("cases, counts and returns")
    draw_pictures(scene)
    keep_order(scene)
    make_profile(scene)
    make_cases(scene)
    make_own(scene)
    make_counts(scene)
    make_requests(scene)
    make_filings(scene)
    return scene
