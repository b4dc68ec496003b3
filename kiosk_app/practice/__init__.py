"""Practising on one machine: a practice centre, a demonstration counter, and both together with a terminal."""
