"""Qt item models over app.state."""
