package dev.slipway.bad.unmarked;

final class Unmarked {}
