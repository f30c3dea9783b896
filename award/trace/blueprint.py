"""The room's blueprint, to which each of its view modules adds its own."""

from flask import Blueprint

bp = Blueprint("trace", __name__)
