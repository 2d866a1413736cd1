"""Settings of property tests that must not depend on luck or on how busy the computer is."""

from hypothesis import HealthCheck, Phase, settings


def steady(max_examples: int, *, steps: int = 25) -> settings:
    """The same examples each time, without a deadline; ``steps`` are those of a state machine."""
    return settings(
        deadline=None,
        derandomize=True,
        max_examples=max_examples,
        stateful_step_count=steps,
        # The search for an explanation takes minutes on a busy core, longer than a test may.
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
