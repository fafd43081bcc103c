"""The simulated survey night: made-up transients that obey physics, for demonstrations."""

from skyportal_like.simulator.kinds import KINDS, TDTAX_CLASS
from skyportal_like.simulator.nights import simulate_night
from skyportal_like.simulator.transients import SimulatedPoint, SimulatedTransient

__all__ = ["KINDS", "TDTAX_CLASS", "SimulatedPoint", "SimulatedTransient", "simulate_night"]
