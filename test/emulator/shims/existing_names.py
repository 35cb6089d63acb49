"""Resources of a stack whose name is taken.

Stock: functions, roles, tables and log groups of a template silently take over what has their name (buckets and
parameters do not). AWS: such a stack fails, and what was there stays as it is.
"""

from ministack.services import cloudwatch_logs, dynamodb, iam, lambda_svc
from ministack.services.cloudformation import provisioners

# Type -> the property that names it, and where the names are.
NAMED = {
    "AWS::DynamoDB::Table": ("TableName", dynamodb._tables),
    "AWS::IAM::Role": ("RoleName", iam._roles),
    "AWS::Lambda::Function": ("FunctionName", lambda_svc._functions),
    "AWS::Logs::LogGroup": ("LogGroupName", cloudwatch_logs._log_groups),
}


def apply() -> None:
    for kind, (named_by, existing) in NAMED.items():
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = _unless_there(handlers["create"], named_by, existing)


def _unless_there(create, named_by: str, existing):
    def create_new(logical_id, properties, stack_name):
        name = properties.get(named_by)
        if name and name in existing:
            raise ValueError(f"{name} already exists")
        return create(logical_id, properties, stack_name)

    return create_new
