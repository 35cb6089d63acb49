"""The metadata service of one emulated instance (version 2 only), with credentials of its own role.

Stock: one service for all instances, whose credentials belong to no role. AWS: each instance gets a session of the role
in its instance profile, and a request without a token is refused where tokens are required.
"""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SESSION_SECONDS = 6 * 3600
CREDENTIALS = "/latest/meta-data/iam/security-credentials"


class MetadataService:
    def __init__(self, instance: str, region: str, role: str | None, account: str):
        session = _session(instance, role, account) if role else None
        token = secrets.token_urlsafe(32)
        documents = {
            "/latest/meta-data/instance-id": instance,
            "/latest/meta-data/placement/region": region,
        }
        if session:
            documents[CREDENTIALS] = role
            documents[f"{CREDENTIALS}/{role}"] = json.dumps(session)

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self):
                self._answer(200, token) if self.path == "/latest/api/token" else self._answer(404, "")

            def do_GET(self):
                if self.headers.get("x-aws-ec2-metadata-token") != token:
                    return self._answer(401, "")
                document = documents.get(self.path.rstrip("/"))
                return self._answer(404, "") if document is None else self._answer(200, document)

            def _answer(self, status: int, text: str):
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _session(instance: str, role: str, account: str) -> dict:
    """Credentials that the emulator's permission check knows as a session of the role."""
    from ministack.services import sts

    key = "ASIA" + secrets.token_hex(8).upper()
    secret = secrets.token_urlsafe(30)
    token = secrets.token_urlsafe(60)
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{instance}",
            "UserId": f"{role}:{instance}",
            "SecretAccessKey": secret,
            "SessionToken": token,
        },
    )
    expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + SESSION_SECONDS))
    return {
        "Code": "Success",
        "Type": "AWS-HMAC",
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "Token": token,
        "Expiration": expires,
    }
