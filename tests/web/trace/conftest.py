"""The room of traceability: an organisation with its editor and reader, browsers, a product."""

import os
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import Organisation, Product, Role, User
from award.services import products_register
from award.services.products_register import ProductFacts
from tests.factories import grant, make_organisation, make_user, sign_in

# Somebody else's client is tried by hand where EPCIS2_JS names the folder that holds it.
collect_ignore = [] if os.environ.get("EPCIS2_JS") else ["test_third_party_client.py"]


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    """An organisation that traces its products."""
    return make_organisation(name="Công ty Mẫu Truy Xuất")


@pytest.fixture
def editor(organisation: Organisation) -> User:
    """Somebody who may write."""
    return _member(organisation, Role.EDITOR)


@pytest.fixture
def reader(organisation: Organisation) -> User:
    """Somebody who may only read."""
    return _member(organisation, Role.READER)


@pytest.fixture
def browser(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser that this person signed in with."""
    return lambda user: sign_in(app.test_client(), user)


@pytest.fixture
def product(organisation: Organisation, editor: User) -> Product:
    """A product with a GTIN and an image."""
    return products_register.save(
        organisation,
        ProductFacts(name="Cà phê Mẫu", gtin="8938505970011", details={"image": "anh.png"}),
        actor=editor,
    )


def _member(organisation: Organisation, role: Role) -> User:
    user = make_user(f"Thành viên Mẫu {role.value}")
    grant(user, role, organisation=organisation)
    return user
