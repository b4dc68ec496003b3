"""The threads and the clocks around the core: engine, ledger, pad, health, control."""
