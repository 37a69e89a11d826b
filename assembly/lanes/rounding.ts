/** The rounding of f32, 2^-24. */
export const EPSILON: f64 = 5.9604644775390625e-8;

/** 2^-120: more than the error of f32 where numbers are subnormal. */
export const TINY: f64 = 7.52316384526264e-37;
