# The two sizes. `gatelight aws cost` reckons with the same file of sizes.

locals {
  size  = jsondecode(file("${path.module}/sizes.json"))[var.size]
  large = var.size == "large"
}
