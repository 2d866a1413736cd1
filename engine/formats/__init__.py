"""How a solution is written in steps, one module for each ``StepFormat``; ``engine.steps`` is the door."""
