"""The room's blueprint, to which each of its view and command modules adds its own."""

from flask import Blueprint

bp = Blueprint("trace", __name__, cli_group="trace")
