"""Training of preference models, in its own process. ``ppm`` alone imports torch; the rest needs numpy."""
