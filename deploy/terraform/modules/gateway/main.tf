# The gateway: LiteLLM behind port 80 of the load balancer. It keeps nothing: keys are asked of the
# server, traces go to it.

locals {
  port   = 4000
  health = "/health/liveliness"

  config = var.config != "" ? var.config : yamlencode({
    model_list = [
      for name, model in var.bedrock_models : {
        model_name = name
        litellm_params = {
          model           = "bedrock/${model}"
          aws_region_name = var.platform.region
        }
      }
    ]
  })

  # `eu.anthropic.claude-…` is an inference profile: calls need the right to the profile and, in
  # whichever region it chooses, to the model behind it.
  profiles = { for model in values(var.bedrock_models) : model => can(regex("^(us|us-gov|eu|apac|ap|au|ca|jp|global)\\.", model)) }
  models   = distinct([for model, profile in local.profiles : profile ? replace(model, "/^[a-z-]+\\./", "") : model])
}

data "aws_caller_identity" "this" {}

resource "aws_lb_listener" "this" {
  # checkov:skip=CKV_AWS_2: CloudFront ends TLS; the security group admits CloudFront alone
  # checkov:skip=CKV_AWS_103: as above
  load_balancer_arn = var.platform.load_balancer_arn
  port              = 80
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

data "aws_iam_policy_document" "task" {
  dynamic "statement" {
    for_each = length(local.models) == 0 ? [] : [1]

    content {
      sid       = "Models"
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = [for model in local.models : "arn:aws:bedrock:*::foundation-model/${model}"]
    }
  }

  dynamic "statement" {
    for_each = anytrue(values(local.profiles)) ? [1] : []

    content {
      sid     = "Profiles"
      actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = [
        for model, profile in local.profiles :
        "arn:aws:bedrock:${var.platform.region}:${data.aws_caller_identity.this.account_id}:inference-profile/${model}" if profile
      ]
    }
  }
}

module "service" {
  source = "../service"

  platform = var.platform
  part     = "gateway"
  containers = {
    gateway = {
      image   = var.image
      command = ["sh", "-c", "printf '%s' \"$GATEWAY_YAML\" > /data/gateway.yaml && exec gatelight gateway"]
      port    = local.port
      environment = merge(
        {
          GATELIGHT_GATEWAY_HOST   = "0.0.0.0"
          GATELIGHT_GATEWAY_PORT   = tostring(local.port)
          GATELIGHT_GATEWAY_CONFIG = "/data/gateway.yaml"
          GATELIGHT_DATA_DIR       = "/data"
          GATELIGHT_LOG_FORMAT     = "json"
          GATEWAY_YAML             = local.config
        },
        var.environment,
      )
      secrets = merge(
        {
          LANGFUSE_HOST                = var.secrets["langfuse-host"]
          LANGFUSE_PUBLIC_KEY          = var.secrets["langfuse-public-key"]
          LANGFUSE_SECRET_KEY          = var.secrets["langfuse-secret-key"]
          GATELIGHT_GATEWAY_MASTER_KEY = var.secrets["gateway-master-key"]
        },
        var.extra_secrets,
      )
      health = ["CMD", "python", "-m", "gatelight.deploy.alive", "http://127.0.0.1:${local.port}${local.health}"]
      mounts = { data = "/data", tmp = "/tmp" }
    }
  }
  volumes = { data = null, tmp = null }
  entrance = {
    listener_arn  = aws_lb_listener.this.arn
    security_port = "gateway"
    priority      = 100
    paths         = []
    container     = "gateway"
    port          = local.port
    health_path   = local.health
  }
  origin_secret      = var.origin_secret
  direct_cidrs       = var.direct_cidrs
  cpu                = var.cpu
  memory             = var.memory
  desired_count      = var.desired_count
  max_count          = var.max_count
  subnet_ids         = var.subnet_ids
  assign_public_ip   = var.assign_public_ip
  architecture       = var.architecture
  has_task_policy    = length(var.bedrock_models) > 0
  task_policy        = data.aws_iam_policy_document.task.json
  log_retention_days = var.log_retention_days
}

resource "aws_security_group_rule" "to_server" {
  description              = "Gateway: keys and traces"
  type                     = "ingress"
  security_group_id        = var.server_security_group_id
  protocol                 = "tcp"
  from_port                = 3000
  to_port                  = 3000
  source_security_group_id = module.service.security_group_id
}

resource "aws_security_group_rule" "from_server" {
  description              = "Server: playground and evaluators"
  type                     = "ingress"
  security_group_id        = module.service.security_group_id
  protocol                 = "tcp"
  from_port                = local.port
  to_port                  = local.port
  source_security_group_id = var.server_security_group_id
}
