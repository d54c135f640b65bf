"""Ringfence (铃界): may this call be made, should this line go on, should this ring reach me."""
