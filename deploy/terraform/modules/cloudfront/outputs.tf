output "domain_name" {
  description = "CloudFront's host name: where a DNS alias points."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}
