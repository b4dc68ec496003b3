"""Everything that can be wrong with a port, as a tree; each with one line that says what and what to do."""

from __future__ import annotations


class PortFault(Exception):
    """The port cannot be used now; its text is the reason and the remedy."""


class PortAbsent(PortFault):
    """Nothing is there under the name that was given."""


class PortAmbiguous(PortFault):
    """More than one port answers to the name that was given."""


class PortDenied(PortFault):
    """This user may not open it."""


class PortBusy(PortFault):
    """Another program has it."""


class PortUnusable(PortFault):
    """It is there, but it is no serial port or does not take the line's settings."""


class PortGone(PortFault):
    """It was open and went away."""
