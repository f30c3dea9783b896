"""The reviewed list of views that anybody may open without signing in."""

OPEN_TO_ALL = {
    "health.live",
    "health.ready",
}
