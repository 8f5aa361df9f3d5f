# One ECS service on Fargate with all it needs and nothing more. Used by the modules of the parts.

locals {
  name = "${var.platform.name}-${var.part}"
  tags = var.platform.tags

  secret_arns = distinct(flatten([for container in var.containers : values(container.secrets)]))

  definitions = [
    for name, container in var.containers : {
      name                   = name
      image                  = container.image
      command                = container.command
      essential              = true
      user                   = container.user
      readonlyRootFilesystem = true
      cpu                    = 0
      memory                 = floor(var.memory / length(var.containers))
      stopTimeout            = 60
      linuxParameters        = { initProcessEnabled = true }
      portMappings = container.port == 0 ? [] : [
        { containerPort = container.port, hostPort = container.port, protocol = "tcp" }
      ]
      environment = [for key, value in container.environment : { name = key, value = value }]
      secrets     = [for key, arn in container.secrets : { name = key, valueFrom = arn }]
      mountPoints = [
        for volume, path in container.mounts : {
          sourceVolume  = volume
          containerPath = path
          readOnly      = false
        }
      ]
      volumesFrom    = []
      systemControls = []
      healthCheck = {
        command     = container.health
        interval    = 15
        timeout     = 5
        retries     = 4
        startPeriod = 120
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.this.name
          "awslogs-region"        = var.platform.region
          "awslogs-stream-prefix" = name
        }
      }
    }
  ]
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: CloudWatch encrypts with its own key; prompts are not logged
  # checkov:skip=CKV_AWS_338: days are a choice (log_retention_days); traces are not in the log
  name              = "/ecs/${var.platform.name}/${var.part}"
  retention_in_days = var.log_retention_days
  tags              = local.tags
}

# --- network

resource "aws_security_group" "tasks" {
  name        = local.name
  description = "Tasks of ${local.name}"
  vpc_id      = var.platform.vpc_id
  tags        = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "from_load_balancer" {
  description              = "Load balancer"
  type                     = "ingress"
  security_group_id        = aws_security_group.tasks.id
  protocol                 = "tcp"
  from_port                = var.entrance.port
  to_port                  = var.entrance.port
  source_security_group_id = var.platform.security_groups[var.entrance.security_port]
}

resource "aws_security_group_rule" "out" {
  # checkov:skip=CKV_AWS_382: models, webhooks and mail servers are anywhere
  description       = "Models, AWS, the other parts"
  type              = "egress"
  security_group_id = aws_security_group.tasks.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_service_discovery_service" "this" {
  name = var.part

  dns_config {
    namespace_id   = var.platform.namespace_id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  tags = local.tags
}

# --- load balancer

resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378: inside the VPC; CloudFront ends TLS
  name                 = local.name
  port                 = var.entrance.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.platform.vpc_id
  deregistration_delay = 30
  tags                 = local.tags

  health_check {
    path                = var.entrance.health_path
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 4
  }

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # Rules of the listener: by CloudFront's header, and by network where some need none.
  rules = merge(
    { cloudfront = { priority = var.entrance.priority, cidrs = [] } },
    length(var.direct_cidrs) == 0 ? {} : {
      networks = { priority = var.entrance.priority + 1, cidrs = var.direct_cidrs }
    },
  )
}

resource "aws_lb_listener_rule" "this" {
  for_each = local.rules

  listener_arn = var.entrance.listener_arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }

  dynamic "condition" {
    for_each = length(each.value.cidrs) == 0 ? [1] : []

    content {
      http_header {
        http_header_name = "x-gatelight-origin"
        values           = [var.origin_secret]
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.cidrs) == 0 ? [] : [1]

    content {
      source_ip {
        values = each.value.cidrs
      }
    }
  }

  dynamic "condition" {
    for_each = length(var.entrance.paths) == 0 ? [] : [1]

    content {
      path_pattern {
        values = var.entrance.paths
      }
    }
  }
}

# --- rights

data "aws_iam_policy_document" "tasks_only" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "execution" {
  name               = "${local.name}-execution"
  description        = "Starts ${local.name}: pulls the image, reads its secrets, writes its log"
  assume_role_policy = data.aws_iam_policy_document.tasks_only.json
  tags               = local.tags
}

data "aws_iam_policy_document" "execution" {
  # checkov:skip=CKV_AWS_356: GetAuthorizationToken knows no resources; images may be in any repository
  # checkov:skip=CKV_AWS_111: as above
  # checkov:skip=CKV_AWS_108: reads images and the named secrets only
  statement {
    sid = "Images"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) == 0 ? [] : [1]

    content {
      sid       = "Secrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }
}

resource "aws_iam_role_policy" "execution" {
  name   = "start"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role" "task" {
  name               = local.name
  description        = "What ${local.name} may do"
  assume_role_policy = data.aws_iam_policy_document.tasks_only.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "task" {
  count = var.has_task_policy ? 1 : 0

  name   = "run"
  role   = aws_iam_role.task.id
  policy = var.task_policy
}

# --- tasks

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode(local.definitions)
  tags                     = local.tags

  runtime_platform {
    cpu_architecture        = var.architecture
    operating_system_family = "LINUX"
  }

  dynamic "volume" {
    for_each = var.volumes

    content {
      name = volume.key

      dynamic "efs_volume_configuration" {
        for_each = volume.value == null ? [] : [volume.value]

        content {
          file_system_id     = efs_volume_configuration.value.file_system_id
          transit_encryption = "ENABLED"

          authorization_config {
            access_point_id = efs_volume_configuration.value.access_point_id
            iam             = "ENABLED"
          }
        }
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  # checkov:skip=CKV_AWS_333: a public address is a choice (assign_public_ip), cheaper than a NAT gateway
  name                               = local.name
  cluster                            = var.platform.cluster_arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.desired_count
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  enable_execute_command             = false
  deployment_minimum_healthy_percent = var.one_at_a_time ? 0 : 100
  deployment_maximum_percent         = var.one_at_a_time ? 100 : 200
  health_check_grace_period_seconds  = 180
  propagate_tags                     = "SERVICE"
  tags                               = local.tags

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = var.assign_public_ip
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = var.entrance.container
    container_port   = var.entrance.port
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this.arn
  }

  # The scaling target below holds the bounds; between them the number is not Terraform's.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_lb_listener_rule.this, aws_iam_role_policy.execution, aws_iam_role_policy.task]
}

resource "aws_appautoscaling_target" "this" {
  count = var.one_at_a_time ? 0 : 1

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.platform.cluster_name}/${aws_ecs_service.this.name}"
  min_capacity       = var.desired_count
  max_capacity       = max(var.max_count, var.desired_count)
}

resource "aws_appautoscaling_policy" "cpu" {
  count = length(aws_appautoscaling_target.this)

  name               = "${local.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
