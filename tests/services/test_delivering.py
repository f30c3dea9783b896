"""Letters leave by folder, console or mail server; nothing in them makes a header."""

import email
import socketserver
import stat
import threading
from email.policy import default

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import OutboxMessage
from award.policies import Refusal
from award.services import delivering, letters, outbox
from award.services.delivering import MailError
from tests.factories import make_user

LETTER = {
    "to": "mot@example.vn",
    "subject": "Kích hoạt tài khoản",
    "text": "Kính gửi Ông/Bà,\n\nHãy mở liên kết.\n.\nHết.\n",
    "message_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
}


@pytest.fixture
def mail(app):
    """Choose the way out: `mail("console:")`."""
    usual = app.config["AWARD"]

    def choose(url):
        app.config["AWARD"] = usual.model_copy(update={"mail": url})

    yield choose
    app.config["AWARD"] = usual


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=default)


def test_a_letter_lies_in_the_folder_as_it_would_be_sent(mail, tmp_path):
    mail(f"file:{tmp_path / 'thư'}")

    delivering.send_email(LETTER)

    (path,) = (tmp_path / "thư").iterdir()
    letter = read(path)
    assert path.name == "0f8fad5b-d9cb-469f-a165-70867728950e.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert letter["To"] == "mot@example.vn"
    assert letter["From"] == "giaithuong@example.vn"
    assert letter["Subject"] == "Kích hoạt tài khoản"
    assert letter["Message-ID"] == "<0f8fad5b-d9cb-469f-a165-70867728950e@example.vn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER["text"]


def test_delivered_twice_it_is_one_letter(mail, tmp_path):
    mail(f"file:{tmp_path}")

    delivering.send_email(LETTER)
    delivering.send_email(LETTER)

    assert len(list(tmp_path.iterdir())) == 1


def test_on_the_console_a_person_can_read_it(mail, capsys):
    mail("console:")

    delivering.send_email(LETTER)

    assert "Hãy mở liên kết." in capsys.readouterr().out


@pytest.mark.parametrize(
    "subject",
    ["A\r\nBcc: x@example.vn", "A\nBcc: x@example.vn", "A\rBcc: x", "A\u2028Bcc: x", "A\x00B"],
)
def test_a_subject_makes_no_header(mail, tmp_path, subject):
    mail(f"file:{tmp_path}")

    delivering.send_email(LETTER | {"subject": subject})

    letter = read(next(tmp_path.iterdir()))
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("A")
    assert {*letter.keys()} == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


@pytest.mark.parametrize(
    "to",
    [
        "mot@example.vn\r\nBcc: x@example.vn",
        "mot@example.vn, hai@example.vn",
        "mot@example.vn;hai@example.vn",
        "Tên <mot@example.vn>",
        "mot@example.vn\x00",
        "mot@",
        "@example.vn",
        "mot",
        "-oQ/tmp@example",
        "mot@exam ple.vn",
        "a" * 65 + "@example.vn",
        "",
    ],
)
def test_one_letter_goes_to_one_address(mail, tmp_path, to):
    mail(f"file:{tmp_path}")

    with pytest.raises(Refusal):
        delivering.send_email(LETTER | {"to": to})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("identity", ["../../etc/passwd", "a", "x>\r\nBcc: y", "", "a/b-cdefgh"])
def test_an_identity_names_no_other_file(mail, tmp_path, identity):
    mail(f"file:{tmp_path / 'a' / 'b'}")

    with pytest.raises(ValueError, match="not a message id"):
        delivering.send_email(LETTER | {"message_id": identity})


def test_an_unknown_way_out_is_told(mail):
    mail("pigeon:home")

    with pytest.raises(MailError, match="pigeon"):
        delivering.send_email(LETTER)


class Postman(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter needs; keeps what it is told."""

    def handle(self):
        """Speak SMTP without encryption."""
        self.say("220 mau")
        content, taking = [], False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if taking:
                taking = line != "."
                content.append(line) if taking else self.say("250 ok")
                continue
            verb = line.upper()
            self.server.heard.append(line)
            if verb.startswith("EHLO"):
                self.say("250-mau\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            elif verb == "DATA":
                taking = True
                self.say("354 go on")
            elif verb.startswith("RCPT") and "tu.choi" in line:
                self.say("550 no such box")
            elif verb == "QUIT":
                self.say("221 bye")
                break
            else:
                self.say("250 ok")
        self.server.letters.append("\n".join(content))

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server():
    """A mail server on this machine."""
    with socketserver.TCPServer(("127.0.0.1", 0), Postman) as made:
        made.heard, made.letters = [], []
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_mail_server_gets_the_letter(mail, server):
    mail(f"smtp://127.0.0.1:{server.server_address[1]}")

    delivering.send_email(LETTER)

    assert [line for line in server.heard if line.lower().startswith("rcpt")] == [
        "rcpt TO:<mot@example.vn>"
    ]
    assert "Message-ID: <0f8fad5b-d9cb-469f-a165-70867728950e@example.vn>" in server.letters[0]


def test_a_password_is_never_sent_in_clear(mail, server):
    mail(f"smtp://ten:mat-khau@127.0.0.1:{server.server_address[1]}")

    with pytest.raises(MailError, match="không mã hoá"):
        delivering.send_email(LETTER)

    assert not any("AUTH" in line.upper() for line in server.heard)


def test_a_refused_letter_is_not_taken_for_delivered(app, mail, server):
    mail(f"smtp://127.0.0.1:{server.server_address[1]}")
    message = queue(email_address="tu.choi@example.vn")

    with pytest.raises(Exception, match="no such box"):
        delivering.deliver(message.id)

    assert message.delivered_at is None


def queue(email_address="mot@example.vn", text="Kính gửi,\n"):
    outbox.email([make_user(email=email_address)], "Thư Mẫu", text)
    return db.session.scalar(select(OutboxMessage))


def test_a_message_is_delivered_once(app, mail, tmp_path):
    mail(f"file:{tmp_path}")
    message = queue()

    delivering.deliver(message.id)
    db.session.refresh(message)
    first = message.delivered_at
    for path in tmp_path.iterdir():
        path.unlink()
    delivering.deliver(message.id)

    db.session.refresh(message)
    assert (message.attempts, message.delivered_at, message.error) == (1, first, "")
    assert list(tmp_path.iterdir()) == []


def test_after_delivery_the_outbox_forgets_the_one_time_link(app, mail, tmp_path):
    mail(f"file:{tmp_path}")
    message = queue(text="Mở https://example.vn/password/" + "Ab3_-" * 8 + "xyz\n\nHết.")

    delivering.deliver(message.id)

    db.session.refresh(message)
    assert message.payload["text"] == "Mở https://example.vn/password/…\n\nHết."
    assert "Ab3_-" * 8 in read(next(tmp_path.iterdir())).get_content()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Công ty Cổ phần Mẫu", "Công ty Cổ phần Mẫu"),
        ("Công ty TNHH Mẫu (V.N.)", "Công ty TNHH Mẫu (V. N.)"),
        ("https://evil.example/x", "https: evil. example/ x"),
        ("evil.example", "evil. example"),
        ("a@evil.example", "a@ evil. example"),
        ("Tổ 1. Nhóm 2", "Tổ 1. Nhóm 2"),
    ],
)
def test_a_name_in_a_letter_is_no_address(name, shown):
    assert letters.harmless(name) == shown
