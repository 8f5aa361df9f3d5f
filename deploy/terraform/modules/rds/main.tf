# The record store: one PostgreSQL, which other services may share.

locals {
  tags = merge(var.tags, { "gatelight:deployment" = var.name })
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
  tags       = local.tags
}

resource "aws_security_group" "database" {
  name        = "${var.name}-database"
  description = "PostgreSQL: from the tasks that keep records in it"
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_security_group_rule" "from_client" {
  for_each = var.client_security_group_ids

  description              = "PostgreSQL from ${each.key}"
  type                     = "ingress"
  security_group_id        = aws_security_group.database.id
  protocol                 = "tcp"
  from_port                = 5432
  to_port                  = 5432
  source_security_group_id = each.value
}

resource "aws_db_parameter_group" "this" {
  name   = "${var.name}-postgres${split(".", var.engine_version)[0]}"
  family = "postgres${split(".", var.engine_version)[0]}"
  tags   = local.tags

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_157: a standby is a choice (multi_az)
  # checkov:skip=CKV_AWS_293: protection is on unless it is turned off (deletion_protection)
  # checkov:skip=CKV_AWS_161: the password is in Secrets Manager; IAM tokens end after 15 minutes, pools do not
  # checkov:skip=CKV_AWS_118: enhanced monitoring costs more than it tells at this size
  # checkov:skip=CKV_AWS_354: Performance Insights uses the account's own key
  identifier                      = var.name
  engine                          = "postgres"
  engine_version                  = var.engine_version
  instance_class                  = var.instance_class
  allocated_storage               = var.storage_gb
  max_allocated_storage           = var.storage_gb * 10
  storage_type                    = "gp3"
  storage_encrypted               = true
  db_name                         = "gatelight"
  username                        = "gatelight"
  password                        = var.password
  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  parameter_group_name            = aws_db_parameter_group.this.name
  multi_az                        = var.multi_az
  publicly_accessible             = false
  backup_retention_period         = var.backup_days
  copy_tags_to_snapshot           = true
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = !var.deletion_protection
  final_snapshot_identifier       = "${var.name}-final"
  tags                            = local.tags
}

resource "aws_db_instance" "replica" {
  # checkov:skip=CKV_AWS_157: a replica is no standby
  # checkov:skip=CKV_AWS_293: a replica can be made again
  # checkov:skip=CKV_AWS_161: it has the accounts of its source
  # checkov:skip=CKV_AWS_118: as its source
  # checkov:skip=CKV_AWS_354: as its source
  # checkov:skip=CKV_AWS_133: backups are the source's
  count = var.replicas

  identifier                      = "${var.name}-replica-${count.index + 1}"
  replicate_source_db             = aws_db_instance.this.identifier
  instance_class                  = var.instance_class
  storage_encrypted               = true
  publicly_accessible             = false
  vpc_security_group_ids          = [aws_security_group.database.id]
  parameter_group_name            = aws_db_parameter_group.this.name
  copy_tags_to_snapshot           = true
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  skip_final_snapshot             = true
  tags                            = local.tags
}
