"""A made-up sample district: the embedded example, and the benchmarks' generator."""

from gengxin.sources.sample.district import sample_district

__all__ = ["sample_district"]
