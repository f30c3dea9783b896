"""The blueprint of the room."""

from flask import Blueprint

bp = Blueprint("localities", __name__)
