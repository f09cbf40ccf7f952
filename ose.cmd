@echo off
rem Twin of "ose" for Windows: see there. The messages keep to ASCII, because cmd reads this file in the code
rem page of the console, whichever it is.
setlocal
set "here=%~dp0"
set "venv=%here%.venv"
set "lock=requirements.txt"
if /i "%~1"=="test" set "lock=requirements-dev.txt"

call :installed || call :prepare || exit /b 74
set "PYTHONPATH=%here%"
set "PYTHONUTF8=1"
if /i "%~1"=="test" goto test
"%venv%\Scripts\python.exe" -P -m ose_batch %*
exit /b %errorlevel%

:test
cd /d "%here%"
"%venv%\Scripts\python.exe" -P -m pytest -n auto %2 %3 %4 %5 %6 %7 %8 %9
exit /b %errorlevel%

rem Is .venv there, made from this very lock, and does its Python start? The starter that Windows puts in .venv
rem outlives the Python it starts, so only trying it tells.
:installed
fc /b "%here%%lock%" "%venv%\%lock%" >nul 2>&1 || exit /b 1
"%venv%\Scripts\python.exe" -c "" >nul 2>&1 || exit /b 1
exit /b 0

:prepare
call :find_python || exit /b 1
echo Preparation de l'environnement (une seule fois)... 1>&2
set "tries=0"
rem One at a time: while one cmd holds the file open for writing, no other can open it.
:wait
set "outcome=busy"
2>nul ( 9>"%here%.venv.lock" call :install )
if "%outcome%"=="done" exit /b 0
if "%outcome%"=="failed" goto failed
set /a tries+=1
if %tries% geq 300 goto busy
ping -n 3 127.0.0.1 >nul
goto wait

:install
set "outcome=failed"
call :installed && set "outcome=done" && exit /b 0
if exist "%venv%" rmdir /s /q "%venv%"
%python% -I -m venv "%venv%" >"%here%.venv.log" 2>&1 || exit /b 1
"%venv%\Scripts\python.exe" -I -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "%here%%lock%" >"%here%.venv.log" 2>&1 || exit /b 1
copy /y "%here%%lock%" "%venv%\%lock%" >nul || exit /b 1
copy /y "%here%requirements.txt" "%venv%\requirements.txt" >nul || exit /b 1
set "outcome=done"
exit /b 0

:failed
echo La preparation de l'environnement a echoue (Python : %python%). 1>&2
if exist "%here%.venv.log" type "%here%.venv.log" 1>&2
echo Verifiez la connexion a Internet, le proxy et la place sur le disque, puis relancez la commande. 1>&2
exit /b 1

:busy
echo Impossible de preparer l'environnement dans "%here%" : 1>&2
echo une autre preparation y est en cours, ou ce dossier n'est pas accessible en ecriture. 1>&2
exit /b 1

rem Sets python, with its quotes or its option, or says what to install.
:find_python
set "python="
if defined OSE_PYTHON (
    call :try "%OSE_PYTHON%"
) else (
    for %%p in ("py -3" "python" "python3") do call :try %%~p
)
if defined python exit /b 0
if defined OSE_PYTHON echo OSE_PYTHON ne designe pas un Python 3.11 ou plus recent : "%OSE_PYTHON%" 1>&2
if not defined OSE_PYTHON echo Python 3.11 ou plus recent est introuvable sur cet ordinateur. 1>&2
echo Installez-le par "winget install Python.Python.3.13" ou depuis https://www.python.org/downloads/windows/ 1>&2
echo Ensuite, ouvrez une nouvelle fenetre et relancez la commande. 1>&2
exit /b 1

:try
if defined python exit /b 0
%* -c "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set python=%*
exit /b 0
