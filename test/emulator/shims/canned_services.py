"""Services that the emulator does not have: price list, service quotas, free plan, cost explorer.

Each answers what lies in EMUL_HOSTS/canned/<service>.<Action>.json, else the default here, else UnknownOperation. The
defaults are shaped as AWS documents them; they are no facts about an account.
"""

import json

from ministack import app
from ministack.core import router
from ministack.core.responses import json_response

from . import folders

TARGETS = {
    "pricing": "AWSPriceListService",
    "servicequotas": "ServiceQuotasV20190624",
    "freetier": "AWSFreeTierService",
    "ce": "AWSInsightsIndexService",
}
DEFAULTS = {
    "pricing.GetProducts": {"FormatVersion": "aws_v1", "PriceList": []},
    "freetier.GetAccountPlanState": {
        "accountId": "000000000000",
        "accountPlanType": "PAID",
        "accountPlanStatus": "ACTIVE",
    },
    "ce.GetCostAndUsage": {"ResultsByTime": []},
}
# Quota code -> name and value. Virtual CPUs of on-demand standard instances; concurrent executions of Lambda.
QUOTAS = {
    "L-1216C47A": ("ec2", "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 64.0),
    "L-B99A9384": ("lambda", "Concurrent executions", 1000.0),
}


def apply() -> None:
    for service, target in TARGETS.items():
        router.SERVICE_PATTERNS[service] = {
            "target_prefixes": [target],
            "host_patterns": [],
            "credential_scope": service,
        }
        app.SERVICE_HANDLERS[service] = _handler(service)


def _handler(service: str):
    async def handle(method, path, headers, body, query):
        action = headers.get("x-amz-target", "").split(".")[-1]
        answer = folders.read_json("canned", f"{service}.{action}.json")
        if answer is None:
            answer = _default(service, action, json.loads(body or b"{}"))
        if answer is not None:
            return json_response(answer)
        refusal = json.dumps({"__type": "UnknownOperationException", "message": action})
        return 400, {"Content-Type": "application/x-amz-json-1.1"}, refusal.encode()

    return handle


def _default(service: str, action: str, request: dict):
    if (service, action) != ("servicequotas", "GetServiceQuota"):
        return DEFAULTS.get(f"{service}.{action}")
    code = request.get("QuotaCode")
    if code not in QUOTAS:
        return None
    of, name, value = QUOTAS[code]
    return {"Quota": {"ServiceCode": of, "QuotaCode": code, "QuotaName": name, "Value": value}}
