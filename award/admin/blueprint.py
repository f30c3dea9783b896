"""The blueprint of the room, apart so that every file with views can reach it."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
