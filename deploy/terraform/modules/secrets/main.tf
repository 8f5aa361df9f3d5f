# Secrets Manager: `<deployment>/<secret>`. Task definitions name them by ARN; no value is in one.

locals {
  names = nonsensitive(toset(keys(var.values)))
}

resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57: what these open (keys of projects, of the gateway) is rotated in Gatelight
  # checkov:skip=CKV_AWS_149: a key of one's own is a choice (kms_key_id)
  for_each = local.names

  name                    = "${var.name}/${each.value}"
  recovery_window_in_days = var.recovery_days
  kms_key_id              = var.kms_key_id
  tags                    = merge(var.tags, { "gatelight:deployment" = var.name })
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = local.names

  secret_id     = aws_secretsmanager_secret.this[each.value].id
  secret_string = var.values[each.value]
}
