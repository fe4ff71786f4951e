#include "textflag.h"

// Sixteen equal bytes; a table for VPSHUFB.
#define VECTOR(name, low, high) \
	DATA name<>+0(SB)/8, low \
	DATA name<>+8(SB)/8, high \
	GLOBL name<>(SB), RODATA|NOPTR, $16

VECTOR(quote, $0x2222222222222222, $0x2222222222222222)
VECTOR(escape, $0x5c5c5c5c5c5c5c5c, $0x5c5c5c5c5c5c5c5c)
VECTOR(control, $0x1f1f1f1f1f1f1f1f, $0x1f1f1f1f1f1f1f1f)
VECTOR(colon, $0x3a3a3a3a3a3a3a3a, $0x3a3a3a3a3a3a3a3a)
VECTOR(comma, $0x2c2c2c2c2c2c2c2c, $0x2c2c2c2c2c2c2c2c)
VECTOR(zero, $0x3030303030303030, $0x3030303030303030)
VECTOR(point, $0x2e2e2e2e2e2e2e2e, $0x2e2e2e2e2e2e2e2e)
VECTOR(minus, $0x2d2d2d2d2d2d2d2d, $0x2d2d2d2d2d2d2d2d)
VECTOR(plus, $0x2b2b2b2b2b2b2b2b, $0x2b2b2b2b2b2b2b2b)

// Characters that differ from others in this bit alone: [ and {, ] and }, E and e.
VECTOR(lower, $0x2020202020202020, $0x2020202020202020)
VECTOR(open, $0x7b7b7b7b7b7b7b7b, $0x7b7b7b7b7b7b7b7b)
VECTOR(close, $0x7d7d7d7d7d7d7d7d, $0x7d7d7d7d7d7d7d7d)
VECTOR(exponent, $0x6565656565656565, $0x6565656565656565)

// The white space and the digits, each where its lower four bits point.
VECTOR(space, $0xffffffffffffff20, $0xffff0dffff0a09ff)
VECTOR(digit, $0x3736353433323130, $0xffffffffffff3938)

// MASK stores which of the 64 bytes in a and b equal v.
#define MASK(v, a, b, offset) \
	VPCMPEQB  v, a, Y14 \
	VPCMPEQB  v, b, Y15 \
	VPMOVMSKB Y14, AX \
	VPMOVMSKB Y15, BX \
	MOVL      AX, (offset+0)(DI) \
	MOVL      BX, (offset+4)(DI)

// SET stores which of them are in the table v.
#define SET(v, offset) \
	VPSHUFB   Y0, v, Y14 \
	VPSHUFB   Y1, v, Y15 \
	VPCMPEQB  Y14, Y0, Y14 \
	VPCMPEQB  Y15, Y1, Y15 \
	VPMOVMSKB Y14, AX \
	VPMOVMSKB Y15, BX \
	MOVL      AX, (offset+0)(DI) \
	MOVL      BX, (offset+4)(DI)

// func classify(blocks *[batch]block, data []byte)
TEXT ·classify(SB), NOSPLIT, $0-32
	MOVQ blocks+0(FP), DI
	MOVQ data_base+8(FP), SI
	MOVQ data_len+16(FP), CX
	VBROADCASTI128 quote<>(SB), Y2
	VBROADCASTI128 escape<>(SB), Y3
	VBROADCASTI128 control<>(SB), Y4
	VBROADCASTI128 space<>(SB), Y5
	VBROADCASTI128 lower<>(SB), Y6
	VBROADCASTI128 open<>(SB), Y7
	VBROADCASTI128 close<>(SB), Y8
	VBROADCASTI128 colon<>(SB), Y9
	VBROADCASTI128 comma<>(SB), Y10
	VBROADCASTI128 digit<>(SB), Y11
	JMP test

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	MASK(Y2, Y0, Y1, 0)  // quote
	MASK(Y3, Y0, Y1, 8)  // escape
	VPMINUB   Y4, Y0, Y14
	VPMINUB   Y4, Y1, Y15
	VPCMPEQB  Y14, Y0, Y14
	VPCMPEQB  Y15, Y1, Y15
	VPMOVMSKB Y14, AX
	VPMOVMSKB Y15, BX
	MOVL      AX, 16(DI) // control
	MOVL      BX, 20(DI)
	VPMOVMSKB Y0, AX
	VPMOVMSKB Y1, BX
	MOVL      AX, 24(DI) // high
	MOVL      BX, 28(DI)
	SET(Y5, 32)          // space
	MASK(Y9, Y0, Y1, 64) // colon
	MASK(Y10, Y0, Y1, 72) // comma
	SET(Y11, 80)         // digit
	VPOR Y6, Y0, Y12
	VPOR Y6, Y1, Y13
	MASK(Y7, Y12, Y13, 40) // open
	MASK(Y8, Y12, Y13, 48) // close
	VPSLLW    $2, Y0, Y14
	VPSLLW    $2, Y1, Y15
	VPMOVMSKB Y14, AX
	VPMOVMSKB Y15, BX
	MOVL      AX, 56(DI) // curly
	MOVL      BX, 60(DI)
	VBROADCASTI128 exponent<>(SB), Y14
	VPCMPEQB  Y14, Y12, Y12
	VPCMPEQB  Y14, Y13, Y13
	VPMOVMSKB Y12, AX
	VPMOVMSKB Y13, BX
	MOVL      AX, 120(DI) // exponent
	MOVL      BX, 124(DI)
	VBROADCASTI128 zero<>(SB), Y12
	VBROADCASTI128 point<>(SB), Y13
	MASK(Y12, Y0, Y1, 88) // zero
	MASK(Y13, Y0, Y1, 96) // point
	VBROADCASTI128 minus<>(SB), Y12
	VBROADCASTI128 plus<>(SB), Y13
	MASK(Y12, Y0, Y1, 104) // minus
	MASK(Y13, Y0, Y1, 112) // plus
	ADDQ $64, SI
	ADDQ $128, DI
	SUBQ $64, CX

test:
	CMPQ CX, $64
	JGE  loop
	VZEROUPPER
	RET

// func skipPlainBlocks(data []byte) int
TEXT ·skipPlainBlocks(SB), NOSPLIT, $0-32
	MOVQ data_base+0(FP), SI
	MOVQ data_len+8(FP), CX
	MOVQ SI, DX
	VBROADCASTI128 quote<>(SB), Y2
	VBROADCASTI128 escape<>(SB), Y3
	VBROADCASTI128 control<>(SB), Y4
	JMP plaintest

plainloop:
	VMOVDQU  (SI), Y0
	VMOVDQU  32(SI), Y1
	VPCMPEQB Y2, Y0, Y5
	VPCMPEQB Y2, Y1, Y6
	VPCMPEQB Y3, Y0, Y7
	VPCMPEQB Y3, Y1, Y8
	VPCMPGTB Y4, Y0, Y9 // as signed bytes, so that those from 0x80 on are not greater either
	VPCMPGTB Y4, Y1, Y10
	VPOR     Y5, Y7, Y5
	VPOR     Y6, Y8, Y6
	VPOR     Y5, Y6, Y5
	VPAND    Y9, Y10, Y9
	VPANDN   Y9, Y5, Y5 // all ones: plain
	VPMOVMSKB Y5, AX
	CMPL     AX, $-1
	JNE      plaindone
	ADDQ     $64, SI
	SUBQ     $64, CX

plaintest:
	CMPQ CX, $64
	JGE  plainloop

plaindone:
	SUBQ DX, SI
	MOVQ SI, ret+24(FP)
	VZEROUPPER
	RET
