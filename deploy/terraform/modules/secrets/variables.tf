variable "name" {
  description = "Name of the deployment."
  type        = string
}

variable "values" {
  description = "Secrets by their short name (`salt`, `database-url`, …). Terraform keeps them in its state: encrypt that."
  type        = map(string)
  sensitive   = true
}

variable "recovery_days" {
  description = "Days a deleted secret can be brought back; 0 deletes at once."
  type        = number
  default     = 7
}

variable "kms_key_id" {
  description = "Key that encrypts the secrets; null takes the account's own for Secrets Manager."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
