variable "name" {
  description = "Name of the deployment; the distribution's comment."
  type        = string
}

variable "origin_host" {
  description = "Host name of the load balancer."
  type        = string
}

variable "origin_secret" {
  description = "Sent to the load balancer in `x-gatelight-origin`."
  type        = string
  sensitive   = true
}

variable "base_path" {
  description = "Path of the UI."
  type        = string
  default     = "/langfuse"

  validation {
    condition     = can(regex("^/[a-z0-9][a-z0-9-]*$", var.base_path))
    error_message = "One segment, such as /langfuse."
  }
}

variable "aliases" {
  description = "Host names of the distribution. Empty: CloudFront's own."
  type        = list(string)
  default     = []
}

variable "certificate_arn" {
  description = "ACM certificate in us-east-1 for the aliases."
  type        = string
  default     = ""
}

variable "web_acl_arn" {
  description = "WAF that requests pass first; empty for none."
  type        = string
  default     = ""
}

variable "read_timeout_seconds" {
  description = "Seconds CloudFront waits for the next byte of a model before it answers 504. More than 60 needs a raised quota, at most 180."
  type        = number
  default     = 60
}

variable "price_class" {
  description = "Where CloudFront answers: `PriceClass_100` is North America and Europe."
  type        = string
  default     = "PriceClass_100"
}

variable "log_bucket" {
  description = "Host name of the bucket of CloudFront's access logs; empty keeps none."
  type        = string
  default     = ""
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
