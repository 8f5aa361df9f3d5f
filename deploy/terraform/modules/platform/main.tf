# What the services share: the cluster, the load balancer with its two ports, private names.

locals {
  tags = merge(var.tags, { "gatelight:deployment" = var.name })

  # One security group for each port. CloudFront's address list counts as 55 rules, and a group
  # holds 60: it fits once.
  ports = { gateway = 80, server = 8080 }
}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

data "aws_region" "this" {}

data "aws_vpc" "this" {
  id = var.vpc_id
}

resource "aws_ecs_cluster" "this" {
  # checkov:skip=CKV_AWS_65: Container Insights is a choice (container_insights); it is paid by metric
  name = var.name
  tags = local.tags

  setting {
    name  = "containerInsights"
    value = var.container_insights ? "enabled" : "disabled"
  }
}

resource "aws_security_group" "load_balancer" {
  # checkov:skip=CKV2_AWS_5: attached below, in a way checkov does not follow
  for_each = local.ports

  name        = "${var.name}-alb-${each.key}"
  description = "Load balancer, port ${each.value}: CloudFront and named networks only"
  vpc_id      = var.vpc_id
  tags        = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "from_cloudfront" {
  for_each = local.ports

  description       = "CloudFront"
  type              = "ingress"
  security_group_id = aws_security_group.load_balancer[each.key].id
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.value
  prefix_list_ids   = [data.aws_ec2_managed_prefix_list.cloudfront.id]
}

resource "aws_security_group_rule" "from_networks" {
  for_each = length(var.direct_cidrs) > 0 ? local.ports : {}

  description       = "Named networks"
  type              = "ingress"
  security_group_id = aws_security_group.load_balancer[each.key].id
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_blocks       = var.direct_cidrs
}

resource "aws_security_group_rule" "to_tasks" {
  for_each = local.ports

  description       = "Tasks in this VPC"
  type              = "egress"
  security_group_id = aws_security_group.load_balancer[each.key].id
  protocol          = "tcp"
  from_port         = 1024
  to_port           = 65535
  cidr_blocks       = [data.aws_vpc.this.cidr_block]
}

resource "aws_lb" "this" {
  # checkov:skip=CKV2_AWS_20: CloudFront ends TLS; the listeners answer CloudFront alone
  # checkov:skip=CKV2_AWS_28: a WAF belongs to the CloudFront distribution (web_acl_arn)
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.public_subnet_ids
  security_groups            = [for group in aws_security_group.load_balancer : group.id]
  idle_timeout               = var.idle_timeout_seconds
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  tags                       = local.tags

  dynamic "access_logs" {
    for_each = var.access_log_bucket == "" ? [] : [var.access_log_bucket]

    content {
      bucket  = access_logs.value
      prefix  = var.name
      enabled = true
    }
  }
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${var.name}.internal"
  description = "Names that tasks find one another by"
  vpc         = var.vpc_id
  tags        = local.tags
}
