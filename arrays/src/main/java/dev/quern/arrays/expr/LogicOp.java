package dev.quern.arrays.expr;

/** A connective of two truth values. */
public enum LogicOp {
  AND,
  OR,
  /** Also the inequality of truth values. */
  XOR
}
