"""Inventory, customers and orders as spreadsheets: out for people who live in Excel, in again whole or not at all."""
