"""Tags and lifecycle of buckets that CloudFormation makes.

Stock: AWS::S3::Bucket ignores Tags and LifecycleConfiguration. AWS: both are applied with the bucket.
"""

from xml.sax.saxutils import escape

from ministack.services.cloudformation import provisioners


def apply() -> None:
    s3 = provisioners._s3
    provisioners._S3_BUCKET_CONFIGURATIONS += (
        ("Tags", _tagging, s3._put_bucket_tagging, s3._delete_bucket_tagging),
        ("LifecycleConfiguration", _lifecycle, s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle),
    )


def _tagging(tags) -> bytes:
    pairs = "".join(
        f"<Tag><Key>{escape(tag['Key'])}</Key><Value>{escape(str(tag['Value']))}</Value></Tag>" for tag in tags
    )
    return f"<Tagging><TagSet>{pairs}</TagSet></Tagging>".encode()


def _lifecycle(configuration) -> bytes:
    rules = "".join(_rule(rule) for rule in configuration.get("Rules", []))
    return f"<LifecycleConfiguration>{rules}</LifecycleConfiguration>".encode()


def _rule(rule) -> str:
    parts = [
        f"<ID>{escape(rule.get('Id', 'rule'))}</ID>",
        f"<Filter><Prefix>{escape(rule.get('Prefix', ''))}</Prefix></Filter>",
        f"<Status>{rule.get('Status', 'Enabled')}</Status>",
    ]
    if "ExpirationInDays" in rule:
        parts.append(f"<Expiration><Days>{rule['ExpirationInDays']}</Days></Expiration>")
    if "NoncurrentVersionExpiration" in rule:
        days = rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        parts.append(
            f"<NoncurrentVersionExpiration><NoncurrentDays>{days}</NoncurrentDays></NoncurrentVersionExpiration>"
        )
    if "AbortIncompleteMultipartUpload" in rule:
        days = rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
        parts.append(
            "<AbortIncompleteMultipartUpload>"
            f"<DaysAfterInitiation>{days}</DaysAfterInitiation>"
            "</AbortIncompleteMultipartUpload>"
        )
    return f"<Rule>{''.join(parts)}</Rule>"
