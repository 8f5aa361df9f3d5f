# VictoriaMetrics and Grafana in one task, Grafana under /grafana/ of port 8080; and CloudWatch's
# alarms on what those two cannot see.
#
# VictoriaMetrics and not Prometheus: it keeps its data on EFS, which Prometheus does not support.
# It keeps no exemplars; panels lead to the traces by project, model and user.

locals {
  name = "${var.platform.name}-monitoring"
  tags = var.platform.tags

  # Folders on the file system, and whom each belongs to.
  folders = { metrics = 10001, grafana = 472 }
}

resource "aws_efs_file_system" "this" {
  # checkov:skip=CKV_AWS_184: AWS's own key encrypts it
  creation_token   = local.name
  encrypted        = true
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"
  tags             = merge(local.tags, { Name = local.name })
}

resource "aws_security_group" "files" {
  name        = "${local.name}-files"
  description = "NFS from the monitoring task"
  vpc_id      = var.platform.vpc_id
  tags        = local.tags
}

resource "aws_security_group_rule" "nfs" {
  description              = "NFS from the monitoring task"
  type                     = "ingress"
  security_group_id        = aws_security_group.files.id
  protocol                 = "tcp"
  from_port                = 2049
  to_port                  = 2049
  source_security_group_id = module.service.security_group_id
}

resource "aws_efs_mount_target" "this" {
  for_each = toset(var.subnet_ids)

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = each.value
  security_groups = [aws_security_group.files.id]
}

resource "aws_efs_access_point" "this" {
  for_each = local.folders

  # The task, which names it, cannot start before the file system can be mounted.
  depends_on = [aws_efs_mount_target.this]

  file_system_id = aws_efs_file_system.this.id
  tags           = local.tags

  posix_user {
    uid = each.value
    gid = each.value
  }

  root_directory {
    path = "/${each.key}"

    creation_info {
      owner_uid   = each.value
      owner_gid   = each.value
      permissions = "0700"
    }
  }
}

# /metrics of the other parts.
resource "aws_security_group_rule" "scrape" {
  for_each = {
    server  = { group = var.server_security_group_id, port = 3000 }
    gateway = { group = var.gateway_security_group_id, port = 4000 }
  }

  description              = "Monitoring: metrics of the ${each.key}"
  type                     = "ingress"
  security_group_id        = each.value.group
  protocol                 = "tcp"
  from_port                = each.value.port
  to_port                  = each.value.port
  source_security_group_id = module.service.security_group_id
}

data "aws_iam_policy_document" "task" {
  statement {
    sid       = "Files"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.this.arn]

    condition {
      test     = "StringEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [for point in aws_efs_access_point.this : point.arn]
    }
  }
}

module "service" {
  source = "../service"

  platform = var.platform
  part     = "monitoring"
  containers = {
    metrics = {
      image   = var.metrics_image
      command = ["-storageDataPath=/victoria-metrics-data", "-retentionPeriod=${var.retention}", "-promscrape.config=/etc/gatelight/scrape.yml", "-httpListenAddr=127.0.0.1:8428"]
      environment = {
        GATELIGHT_SERVER_TARGET  = "server.${var.platform.namespace}"
        GATELIGHT_GATEWAY_TARGET = "gateway.${var.platform.namespace}"
      }
      secrets = {
        GATELIGHT_METRICS_TOKEN = var.secrets["metrics-token"]
        GATELIGHT_VIRTUAL_KEY   = var.secrets["virtual-key"]
      }
      health = ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1:8428/health"]
      mounts = { metrics = "/victoria-metrics-data" }
    }
    grafana = {
      image = var.grafana_image
      port  = 3000
      user  = "472:472"
      environment = {
        GF_SERVER_ROOT_URL             = "${var.public_url}/grafana/"
        GF_SERVER_SERVE_FROM_SUB_PATH  = "true"
        GF_USERS_ALLOW_SIGN_UP         = "false"
        GF_PATHS_DATA                  = "/data"
        GF_ANALYTICS_REPORTING_ENABLED = "false"
        GF_ANALYTICS_CHECK_FOR_UPDATES = "false"
        GF_PLUGINS_PREINSTALL_DISABLED = "true"
        GATELIGHT_PROMETHEUS_URL       = "http://127.0.0.1:8428"
        GATELIGHT_UI_URL               = "${var.public_url}${var.base_path}"
      }
      secrets = { GF_SECURITY_ADMIN_PASSWORD = var.secrets["grafana-password"] }
      health  = ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1:3000/api/health"]
      mounts  = { grafana = "/data", tmp = "/tmp" }
    }
  }
  volumes = merge(
    { tmp = null },
    { for name, point in aws_efs_access_point.this : name => {
      file_system_id  = aws_efs_file_system.this.id
      access_point_id = point.id
    } },
  )
  entrance = {
    listener_arn  = var.listener_arn
    security_port = "server"
    priority      = 10
    paths         = ["/grafana", "/grafana/*"]
    container     = "grafana"
    port          = 3000
    health_path   = "/api/health"
  }
  origin_secret      = var.origin_secret
  direct_cidrs       = var.direct_cidrs
  cpu                = var.cpu
  memory             = var.memory
  one_at_a_time      = true
  subnet_ids         = var.subnet_ids
  assign_public_ip   = var.assign_public_ip
  architecture       = var.architecture
  has_task_policy    = true
  task_policy        = data.aws_iam_policy_document.task.json
  log_retention_days = var.log_retention_days
}
