# The public address. Which path goes where is the edge's own path table
# (src/gatelight/edge/paths.py): paths.json and paths.js are written from it by
# `python -m scripts.cloudfront`, and a test runs the function over the whole table.

locals {
  origins = { gateway = 80, server = 8080 }

  # Longest first; CloudFront takes the first that matches.
  behaviours = [
    for row in jsondecode(file("${path.module}/paths.json")) : {
      pattern = replace(row.pattern, "/langfuse", var.base_path)
      origin  = row.origin
    }
  ]

  # Policies that CloudFront itself provides.
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_viewer       = "216adef6-5c7f-47e4-b989-5492eafa07d3"
}

resource "aws_cloudfront_function" "paths" {
  name    = "${var.name}-paths"
  runtime = "cloudfront-js-2.0"
  comment = "Gatelight's path table: 403 for administration, 404 for what is not served"
  publish = true
  code    = replace(file("${path.module}/paths.js"), "'/langfuse'", "'${var.base_path}'")
}

resource "aws_cloudfront_distribution" "this" {
  # checkov:skip=CKV_AWS_305: the function answers the front page with a redirect
  # checkov:skip=CKV_AWS_310: there is one load balancer
  # checkov:skip=CKV_AWS_68: a WAF is a choice (web_acl_arn)
  # checkov:skip=CKV_AWS_86: access logs are a choice (log_bucket)
  # checkov:skip=CKV_AWS_174: CloudFront's own certificate allows no other choice; with aliases it is TLS 1.2 of 2021
  # checkov:skip=CKV_AWS_374: callers may be anywhere
  # checkov:skip=CKV2_AWS_32: the server sends its own security headers
  # checkov:skip=CKV2_AWS_42: an own certificate is a choice (aliases, certificate_arn)
  # checkov:skip=CKV2_AWS_47: as CKV_AWS_68
  comment             = var.name
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = var.price_class
  aliases             = var.aliases
  web_acl_id          = var.web_acl_arn == "" ? null : var.web_acl_arn
  wait_for_deployment = false
  tags                = merge(var.tags, { "gatelight:deployment" = var.name })

  dynamic "origin" {
    for_each = local.origins

    content {
      origin_id   = origin.key
      domain_name = var.origin_host

      custom_origin_config {
        http_port                = origin.value
        https_port               = 443
        origin_protocol_policy   = "http-only"
        origin_ssl_protocols     = ["TLSv1.2"]
        origin_read_timeout      = var.read_timeout_seconds
        origin_keepalive_timeout = 60
      }

      custom_header {
        name  = "x-gatelight-origin"
        value = var.origin_secret
      }
    }
  }

  default_cache_behavior {
    target_origin_id         = "gateway"
    viewer_protocol_policy   = "redirect-to-https"
    allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods           = ["GET", "HEAD"]
    compress                 = false
    cache_policy_id          = local.caching_disabled
    origin_request_policy_id = local.all_viewer

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.paths.arn
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.behaviours

    content {
      path_pattern             = ordered_cache_behavior.value.pattern
      target_origin_id         = ordered_cache_behavior.value.origin
      viewer_protocol_policy   = "redirect-to-https"
      allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods           = ["GET", "HEAD"]
      compress                 = false
      cache_policy_id          = local.caching_disabled
      origin_request_policy_id = local.all_viewer

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.paths.arn
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.certificate_arn == ""
    acm_certificate_arn            = var.certificate_arn == "" ? null : var.certificate_arn
    ssl_support_method             = var.certificate_arn == "" ? null : "sni-only"
    minimum_protocol_version       = var.certificate_arn == "" ? "TLSv1" : "TLSv1.2_2021"
  }

  dynamic "logging_config" {
    for_each = var.log_bucket == "" ? [] : [var.log_bucket]

    content {
      bucket          = logging_config.value
      include_cookies = false
      prefix          = var.name
    }
  }
}
