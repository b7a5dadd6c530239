"""The invented org of sample_data/: Larkspur & Finch Instruments, makers of theodolites and weather stations."""
