"""How the engine's kernels are compiled: kept on disk, free of the interpreter's lock, exact."""

from functools import partial

from numba import njit

kernel = partial(njit, cache=True, nogil=True, error_model="numpy")
"""For what Python calls."""

inner = partial(kernel, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For what only kernels call: without a door to Python it compiles faster."""
