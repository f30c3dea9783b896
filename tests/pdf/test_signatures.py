"""A signature inside an uploaded PDF is read, and a changed byte is noticed."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from award.reports import signatures
from award.reports.printing import Press

NAME = "Nguyễn Văn Mẫu"


@pytest.fixture(scope="module")
def plain():
    press = Press()
    content, _ = press.print(
        '<html lang="vi"><title>Thử</title><link rel="stylesheet" href="asset:print.css">'
        '<link rel="stylesheet" href="asset:print-administrative.css"><p>x</p></html>',
        "x",
    )
    press.close()
    return content


@pytest.fixture(scope="module")
def signed(plain):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = made.Name([made.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        made.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
    target = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(plain)),
        signers.PdfSignatureMetadata(field_name="Chuky1"),
        signer=signer,
        output=target,
    )
    return target.getvalue()


def test_a_paper_without_signature_has_none(plain):
    assert signatures.of_bytes(plain) == []


def test_the_signer_s_name_is_read_and_the_bytes_hold(plain, signed):
    (found,) = signatures.of_bytes(signed)

    assert (found.name, found.intact) == (NAME, True)
    assert found.at is not None
    assert signed.startswith(plain)


def test_a_changed_byte_is_noticed(plain, signed):
    place = plain.index(b"stream") + 20
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    (found,) = signatures.of_bytes(changed)

    assert not found.intact


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing more", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_pdf_has_no_signature(content):
    assert signatures.of_bytes(content) == []
