"""The door of the EPCIS interface: a live bearer token with the scope that the view asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request

from award.services import api_tokens
from award.services.api_tokens import Scope
from award.trace.problems import problem

View = Callable[..., Any]


def bearer(*scopes: Scope) -> Callable[[View], View]:
    """Guard a view with a token that has one of `scopes`; it reaches the view as `token`.

    Everything such a view reads or writes belongs to the token's organisation.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            given = request.authorization
            shown = given.token if given is not None and given.type == "bearer" else None
            token = api_tokens.find(shown) if shown else None
            if token is None:
                return problem(401)
            if not set(token.scopes) & set(scopes):
                return problem(403)
            return view(token=token, **arguments)

        guarded.guarded_by = ("bearer", *scopes)  # type: ignore[attr-defined]
        return guarded

    return decorate
