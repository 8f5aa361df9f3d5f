# The server: port 8080 of the load balancer. Its records are in PostgreSQL. Its events are in the
# embedded store on EFS, or on a ClickHouse server.
#
# EFS and not EBS: a volume that ECS attaches to a Fargate task is deleted with the task, so each
# deployment would lose the events. EFS outlives tasks and availability zones, and one task at a
# time writes to it.

locals {
  name     = var.platform.name
  embedded = var.store == "embedded"
  port     = 3000
  health   = "/api/public/health"

  secrets = merge(
    {
      GATELIGHT_DATABASE_URL           = var.secrets["database-url"]
      GATELIGHT_SECRET_KEY             = var.secrets["secret-key"]
      GATELIGHT_SALT                   = var.secrets["salt"]
      GATELIGHT_METRICS_TOKEN          = var.secrets["metrics-token"]
      GATELIGHT_GATEWAY_MASTER_KEY     = var.secrets["gateway-master-key"]
      GATELIGHT_INIT_VIRTUAL_KEY       = var.secrets["virtual-key"]
      LANGFUSE_INIT_USER_PASSWORD      = var.secrets["first-user-password"]
      LANGFUSE_INIT_PROJECT_PUBLIC_KEY = var.secrets["langfuse-public-key"]
      LANGFUSE_INIT_PROJECT_SECRET_KEY = var.secrets["langfuse-secret-key"]
    },
    local.embedded ? {} : { GATELIGHT_CLICKHOUSE_URL = var.secrets["clickhouse-url"] },
    var.extra_secrets,
  )

  environment = merge(
    {
      GATELIGHT_HOST            = "0.0.0.0"
      GATELIGHT_PORT            = tostring(local.port)
      GATELIGHT_DATA_DIR        = "/data"
      GATELIGHT_BASE_PATH       = var.base_path
      GATELIGHT_PUBLIC_URL      = var.public_url
      GATELIGHT_TRUSTED_PROXIES = var.platform.vpc_cidr
      GATELIGHT_GATEWAY_URL     = "http://gateway.${var.platform.namespace}:4000"
      GATELIGHT_LOG_FORMAT      = "json"
      GATELIGHT_SIGNUP_ENABLED  = "false"
      LANGFUSE_INIT_ORG_ID      = "default"
      LANGFUSE_INIT_ORG_NAME    = "Default"
      LANGFUSE_INIT_PROJECT_ID  = "default"
      LANGFUSE_INIT_USER_EMAIL  = var.first_user_email
    },
    var.media_bucket == "" ? {} : { GATELIGHT_MEDIA_URL = "s3://${var.media_bucket}/media" },
    var.monitored ? { GATELIGHT_GRAFANA_URL = "${var.public_url}/grafana" } : {},
    var.environment,
  )
}

check "one_process_owns_the_embedded_store" {
  assert {
    condition     = !local.embedded || max(var.desired_count, var.max_count) == 1
    error_message = "The embedded store admits one process: desired_count and max_count must be 1, or store = \"clickhouse\"."
  }
}

# --- listener 8080: refuses what no rule lets in

resource "aws_lb_listener" "this" {
  # checkov:skip=CKV_AWS_2: CloudFront ends TLS; the security group admits CloudFront alone
  # checkov:skip=CKV_AWS_103: as above
  load_balancer_arn = var.platform.load_balancer_arn
  port              = 8080
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Forbidden: use the public address."
      status_code  = "403"
    }
  }
}

# --- where the embedded store is

resource "aws_efs_file_system" "events" {
  # checkov:skip=CKV_AWS_184: AWS's own key encrypts it
  count = local.embedded ? 1 : 0

  creation_token   = "${local.name}-events"
  encrypted        = true
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"
  tags             = merge(var.platform.tags, { Name = "${local.name}-events" })
}

resource "aws_efs_backup_policy" "events" {
  count = length(aws_efs_file_system.events)

  file_system_id = aws_efs_file_system.events[0].id

  backup_policy {
    status = "ENABLED"
  }
}

resource "aws_security_group" "events" {
  count = local.embedded ? 1 : 0

  name        = "${local.name}-events"
  description = "NFS from the tasks of the server"
  vpc_id      = var.platform.vpc_id
  tags        = var.platform.tags
}

resource "aws_security_group_rule" "nfs" {
  count = length(aws_security_group.events)

  description              = "NFS from the tasks of the server"
  type                     = "ingress"
  security_group_id        = aws_security_group.events[0].id
  protocol                 = "tcp"
  from_port                = 2049
  to_port                  = 2049
  source_security_group_id = module.service.security_group_id
}

resource "aws_efs_mount_target" "events" {
  for_each = local.embedded ? toset(var.subnet_ids) : toset([])

  file_system_id  = aws_efs_file_system.events[0].id
  subnet_id       = each.value
  security_groups = [aws_security_group.events[0].id]
}

resource "aws_efs_access_point" "events" {
  count = length(aws_efs_file_system.events)

  # The task, which names it, cannot start before the file system can be mounted.
  depends_on = [aws_efs_mount_target.events]

  file_system_id = aws_efs_file_system.events[0].id
  tags           = var.platform.tags

  posix_user {
    uid = 10001
    gid = 10001
  }

  root_directory {
    path = "/gatelight"

    creation_info {
      owner_uid   = 10001
      owner_gid   = 10001
      permissions = "0700"
    }
  }
}

# --- media of several tasks

resource "aws_s3_bucket" "media" {
  # checkov:skip=CKV_AWS_145: S3's own key encrypts it
  # checkov:skip=CKV_AWS_144: another region is a choice
  # checkov:skip=CKV_AWS_18: the server's log has the reads
  # checkov:skip=CKV_AWS_21: names are hashes of the content, so nothing is ever overwritten
  # checkov:skip=CKV2_AWS_61: retention deletes what no project needs any more
  # checkov:skip=CKV2_AWS_62: nothing waits for events of it
  count = var.media_bucket == "" ? 0 : 1

  bucket = var.media_bucket
  tags   = var.platform.tags
}

resource "aws_s3_bucket_public_access_block" "media" {
  count = length(aws_s3_bucket.media)

  bucket                  = aws_s3_bucket.media[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# --- what the tasks may do

data "aws_iam_policy_document" "task" {
  dynamic "statement" {
    for_each = aws_efs_access_point.events

    content {
      sid       = "Events"
      actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      resources = [aws_efs_file_system.events[0].arn]

      condition {
        test     = "StringEquals"
        variable = "elasticfilesystem:AccessPointArn"
        values   = [statement.value.arn]
      }
    }
  }

  dynamic "statement" {
    for_each = aws_s3_bucket.media

    content {
      sid       = "Media"
      actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      resources = ["${statement.value.arn}/media/*"]
    }
  }

  dynamic "statement" {
    for_each = aws_s3_bucket.media

    content {
      sid       = "MediaList"
      actions   = ["s3:ListBucket"]
      resources = [statement.value.arn]
    }
  }
}

module "service" {
  source = "../service"

  platform = var.platform
  part     = "server"
  containers = {
    server = {
      image       = var.image
      port        = local.port
      environment = local.environment
      secrets     = local.secrets
      health      = ["CMD", "python", "-m", "gatelight.deploy.alive", "http://127.0.0.1:${local.port}${local.health}"]
      mounts      = { data = "/data", tmp = "/tmp" }
    }
  }
  volumes = {
    data = local.embedded ? {
      file_system_id  = aws_efs_file_system.events[0].id
      access_point_id = aws_efs_access_point.events[0].id
    } : null
    tmp = null
  }
  entrance = {
    listener_arn  = aws_lb_listener.this.arn
    security_port = "server"
    priority      = 100
    paths         = []
    container     = "server"
    port          = local.port
    health_path   = local.health
  }
  origin_secret      = var.origin_secret
  direct_cidrs       = var.direct_cidrs
  cpu                = var.cpu
  memory             = var.memory
  desired_count      = local.embedded ? 1 : var.desired_count
  max_count          = local.embedded ? 1 : var.max_count
  one_at_a_time      = local.embedded
  subnet_ids         = var.subnet_ids
  assign_public_ip   = var.assign_public_ip
  architecture       = var.architecture
  has_task_policy    = local.embedded || var.media_bucket != ""
  task_policy        = data.aws_iam_policy_document.task.json
  log_retention_days = var.log_retention_days
}
