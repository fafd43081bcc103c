"""Decode the alert packets of surveys to values, and draw their cutouts."""

from skyportal_like.alerts.decoding import read_packets
from skyportal_like.alerts.packets import Alert, Cutout, Point, UnreadablePacket
from skyportal_like.alerts.rendering import render_png
from skyportal_like.alerts.surveys import stream_of

__all__ = [
    "Alert",
    "Cutout",
    "Point",
    "UnreadablePacket",
    "read_packets",
    "render_png",
    "stream_of",
]
