#include "textflag.h"
#include "go_asm.h" // the offsets of the fields of block

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
VECTOR(power, $0x6565656565656565, $0x6565656565656565)

// The white space and the digits, each where its lower four bits point.
VECTOR(space, $0xffffffffffffff20, $0xffff0dffff0a09ff)
VECTOR(digit, $0x3736353433323130, $0xffffffffffff3938)

// MASK stores which of the 64 bytes in Y0 and Y1 equal v.
#define MASK(v, offset) \
	VPCMPEQB v, Y0, Y14 \
	VPCMPEQB v, Y1, Y15 \
	STORE(offset)

// SET stores which of them are in the table v.
#define SET(v, offset) \
	VPSHUFB  Y0, v, Y14  \
	VPSHUFB  Y1, v, Y15  \
	VPCMPEQB Y14, Y0, Y14 \
	VPCMPEQB Y15, Y1, Y15 \
	STORE(offset)

#define STORE(offset) \
	VPMOVMSKB Y14, AX            \
	VPMOVMSKB Y15, BX            \
	MOVL      AX, (offset+0)(DI) \
	MOVL      BX, (offset+4)(DI)

// INSIDE stores whether the number of quotes up to each byte is odd, for the quotes in
// AX: multiplication without carry by all ones adds up, without carry, what is below each bit.
#define INSIDE(offset) \
	VMOVQ      AX, X14             \
	VPCMPEQB   X15, X15, X15       \
	VPCLMULQDQ $0, X15, X14, X14   \
	VMOVQ      X14, (offset)(DI)

// func classify256(blocks *[batch]block, data []byte) (high uint64)
TEXT ·classify256(SB), NOSPLIT, $0-40
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
	VPXOR Y13, Y13, Y13
	JMP test

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPOR    Y0, Y13, Y13
	VPOR    Y1, Y13, Y13
	MASK(Y2, block_quote)
	SHLQ    $32, BX
	ORQ     BX, AX
	INSIDE(block_inside)
	MASK(Y3, block_escape)
	VPMINUB  Y4, Y0, Y14
	VPMINUB  Y4, Y1, Y15
	VPCMPEQB Y14, Y0, Y14
	VPCMPEQB Y15, Y1, Y15
	STORE(block_control)
	SET(Y5, block_space)
	VPSLLW  $2, Y0, Y14
	VPSLLW  $2, Y1, Y15
	STORE(block_curly)
	MASK(Y9, block_colon)
	MASK(Y10, block_comma)
	SET(Y11, block_digit)
	VBROADCASTI128 zero<>(SB), Y12
	MASK(Y12, block_zero)
	VBROADCASTI128 point<>(SB), Y12
	MASK(Y12, block_point)
	VBROADCASTI128 minus<>(SB), Y12
	MASK(Y12, block_minus)
	VBROADCASTI128 plus<>(SB), Y12
	MASK(Y12, block_plus)
	VPOR    Y6, Y0, Y0
	VPOR    Y6, Y1, Y1
	MASK(Y7, block_open)
	MASK(Y8, block_close)
	VBROADCASTI128 power<>(SB), Y12
	MASK(Y12, block_power)
	ADDQ $64, SI
	ADDQ $block__size, DI
	SUBQ $64, CX

test:
	CMPQ CX, $64
	JGE  loop
	VPMOVMSKB Y13, AX
	MOVQ AX, high+32(FP)
	VZEROUPPER
	RET

// MASK512 stores which of the 64 bytes in Z0 equal v.
#define MASK512(v, offset) \
	VPCMPEQB v, Z0, K1 \
	KMOVQ    K1, (offset)(DI)

// func classify512(blocks *[batch]block, data []byte) (high uint64)
TEXT ·classify512(SB), NOSPLIT, $0-40
	MOVQ blocks+0(FP), DI
	MOVQ data_base+8(FP), SI
	MOVQ data_len+16(FP), CX
	VBROADCASTI32X4 quote<>(SB), Z2
	VBROADCASTI32X4 escape<>(SB), Z3
	VBROADCASTI32X4 control<>(SB), Z4
	VBROADCASTI32X4 space<>(SB), Z5
	VBROADCASTI32X4 lower<>(SB), Z6
	VBROADCASTI32X4 open<>(SB), Z7
	VBROADCASTI32X4 close<>(SB), Z8
	VBROADCASTI32X4 colon<>(SB), Z9
	VBROADCASTI32X4 comma<>(SB), Z10
	VBROADCASTI32X4 digit<>(SB), Z11
	VBROADCASTI32X4 zero<>(SB), Z16
	VBROADCASTI32X4 point<>(SB), Z17
	VBROADCASTI32X4 minus<>(SB), Z18
	VBROADCASTI32X4 plus<>(SB), Z19
	VBROADCASTI32X4 power<>(SB), Z20
	VPXORQ Z13, Z13, Z13
	JMP widetest

wideloop:
	VMOVDQU64 (SI), Z0
	VPORQ    Z0, Z13, Z13
	MASK512(Z2, block_quote)
	KMOVQ    K1, AX
	INSIDE(block_inside)
	MASK512(Z3, block_escape)
	VPCMPUB  $2, Z4, Z0, K1
	KMOVQ    K1, block_control(DI)
	VPSHUFB  Z0, Z5, Z1
	MASK512(Z1, block_space)
	VPTESTMB Z6, Z0, K1
	KMOVQ    K1, block_curly(DI)
	MASK512(Z9, block_colon)
	MASK512(Z10, block_comma)
	VPSHUFB  Z0, Z11, Z1
	MASK512(Z1, block_digit)
	MASK512(Z16, block_zero)
	MASK512(Z17, block_point)
	MASK512(Z18, block_minus)
	MASK512(Z19, block_plus)
	VPORQ    Z6, Z0, Z0
	MASK512(Z7, block_open)
	MASK512(Z8, block_close)
	MASK512(Z20, block_power)
	ADDQ $64, SI
	ADDQ $block__size, DI
	SUBQ $64, CX

widetest:
	CMPQ CX, $64
	JGE  wideloop
	VPMOVB2M Z13, K1
	KMOVQ    K1, high+32(FP)
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
