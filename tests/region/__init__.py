"""A simulated region: organisations over years of weekly runs, checked against a recomputation of its own.

`lives` draws what happens, `expected` says where it leads without a line of the program, `play` does it for real.
"""
