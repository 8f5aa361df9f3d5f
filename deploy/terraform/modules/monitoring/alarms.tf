# What Prometheus's rules (deploy/prometheus/rules) cannot see: tasks that are gone, a full disk.

resource "aws_cloudwatch_metric_alarm" "no_healthy_target" {
  for_each = var.target_group_ids

  alarm_name          = "${var.platform.name}-${each.key}-down"
  alarm_description   = "No healthy task of the ${each.key}: docs/runbooks.md"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  dimensions          = { TargetGroup = each.value, LoadBalancer = var.platform.load_balancer_id }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = var.target_group_ids

  alarm_name          = "${var.platform.name}-${each.key}-5xx"
  alarm_description   = "The ${each.key} answers 5xx: docs/runbooks.md"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = { TargetGroup = each.value, LoadBalancer = var.platform.load_balancer_id }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 20
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "database_disk" {
  alarm_name          = "${var.platform.name}-database-disk"
  alarm_description   = "Less than 2 GiB are free on the database"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = var.database_id }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2147483648
  period              = 300
  evaluation_periods  = 1
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = local.tags
}
